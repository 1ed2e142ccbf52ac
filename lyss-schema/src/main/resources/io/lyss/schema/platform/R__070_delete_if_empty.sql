-- If a message is appended meanwhile, the conversation stays: its row is checked again once it is locked.
create or replace function delete_if_empty(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  delete from conversations as c where c.id = (p_row ->> 'id')::bigint and c.is_empty;
  if found then
    return true;
  end if;
  perform from conversations as c where c.id = (p_row ->> 'id')::bigint and c.is_empty;
  if found then
    perform refuse_kept('conversations');
  end if;
  return false;
end
$$;

revoke execute on function delete_if_empty(jsonb) from public;
grant execute on function delete_if_empty(jsonb) to lyss_system;

comment on function delete_if_empty(jsonb) is
  'Internal: Deletes a conversation if it still has no messages; returns whether it did.';
