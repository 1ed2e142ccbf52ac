-- Deletes a conversation that was found due. If a message is appended meanwhile, or the expiry moved, it stays:
-- its row is checked again once it is locked.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_if_due(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_id constant bigint := p_row ->> 'id';
begin
  perform from conversations as c
  where c.id = v_id
    and (c.expires_at <= v_now or c.last_active_at < v_now - (p_row ->> 'keep')::interval)
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

revoke execute on function purge_if_due(jsonb) from public;

comment on function purge_if_due(jsonb) is
  'Internal: Deletes a conversation if it is still due; returns whether it did.';

select set_config('role', current_setting('lyss.migrating_role'), true);
