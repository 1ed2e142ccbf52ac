-- Conversations that were deleted here after they had been copied, and so have to be deleted there, too. Of all
-- that a graduation copies, only conversations are ever deleted.
create or replace function graduated_and_gone() returns setof uuid
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select i.new_id from graduated_ids as i
  where i.kind = 'conversation' and not exists (select from conversations as c where c.id = i.old_id)
$$;

comment on function graduated_and_gone() is
  'Internal: The new ids of conversations that have one and were deleted here.';
