-- Whoever is to be erased is inactive from the beginning of the erasure, which may take many steps or await open
-- transactions, and the other services are told at once: the user's tokens are revoked, and nothing is written that would
-- have to be erased as well. The same applies to an erasure that is replayed after a restore.
create or replace function deactivate_erased() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_changed_at timestamptz;
begin
  select greatest(wall_time(), u.status_changed_at + interval '1 microsecond') into v_changed_at
  from users as u
  where u.tenant_id = new.tenant_id and u.id = new.user_id and u.status <> 'inactive'
  for no key update;
  if found then
    update users as u
    set status = 'inactive', status_changed_at = v_changed_at
    where u.tenant_id = new.tenant_id and u.id = new.user_id;
    perform publish_event(
      new.tenant_id, 'user:' || new.user_id, 'user.status_changed',
      jsonb_build_object('status', 'inactive', 'changed_at', v_changed_at));
  end if;
  return null;
end
$$;

comment on function deactivate_erased() is
  'Trigger function: a user whose erasure begins becomes inactive, which is published.';

create or replace trigger deactivate_erased
  after insert or update of erased_at on erasures
  for each row when (new.erased_at is null)
  execute function deactivate_erased();
