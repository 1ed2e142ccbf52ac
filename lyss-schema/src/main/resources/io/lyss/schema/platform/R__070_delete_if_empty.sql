-- If a message is appended meanwhile, the conversation stays: its row is checked again once it is locked.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_if_empty(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_id constant bigint := p_row ->> 'id';
begin
  perform from conversations as c
  where c.id = v_id and c.is_empty
  for update;
  if not found then
    return false;
  end if;
  delete from conversations as c where c.id = v_id;
  if not found then
    perform refuse_kept('conversations');
  end if;
  return true;
end
$$;

revoke execute on function delete_if_empty(jsonb) from public;

comment on function delete_if_empty(jsonb) is
  'Internal: Deletes a conversation if it still has no messages; returns whether it did.';

select set_config('role', current_setting('lyss.migrating_role'), true);
