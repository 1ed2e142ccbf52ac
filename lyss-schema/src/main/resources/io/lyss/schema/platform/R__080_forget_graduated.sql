create or replace function forget_graduated(p_new_ids uuid[]) returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  delete from graduated_ids as i where i.new_id = any (p_new_ids)
$$;

revoke execute on function forget_graduated(uuid[]) from public;

comment on function forget_graduated(uuid[]) is
  'Internal: Deletes the ids of conversations that were deleted here, and by now there, too.';
