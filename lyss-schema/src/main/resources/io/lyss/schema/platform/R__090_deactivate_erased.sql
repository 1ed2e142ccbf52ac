-- Whoever is to be erased is inactive from the beginning of the erasure, which may take many steps or await open
-- transactions: so the user writes nothing more that would have to be erased as well. The same applies to an erasure
-- that is replayed after a restore.
create or replace function deactivate_erased() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update users as u set is_active = false where u.id = new.user_id and u.is_active;
  return null;
end
$$;

comment on function deactivate_erased() is 'Trigger function: a user whose erasure begins becomes inactive.';

create or replace trigger deactivate_erased
  after insert or update of erased_at on erasures
  for each row when (new.erased_at is null)
  execute function deactivate_erased();
