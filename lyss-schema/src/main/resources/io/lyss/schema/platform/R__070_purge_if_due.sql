-- Deletes a conversation that was found due. If a message is appended meanwhile, or the expiry moved, it stays:
-- its row is checked again once it is locked.
create or replace function purge_if_due(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
begin
  delete from conversations as c
  where c.id = (p_row ->> 'id')::bigint
    and (c.expires_at <= v_now or c.last_active_at < v_now - (p_row ->> 'keep')::interval);
  if found then
    return true;
  end if;
  perform from conversations as c
  where c.id = (p_row ->> 'id')::bigint
    and (c.expires_at <= v_now or c.last_active_at < v_now - (p_row ->> 'keep')::interval);
  if found then
    perform refuse_kept('conversations');
  end if;
  return false;
end
$$;

revoke execute on function purge_if_due(jsonb) from public;
grant execute on function purge_if_due(jsonb) to lyss_system;

comment on function purge_if_due(jsonb) is
  'Internal: Deletes a conversation if it is still due; returns whether it did.';
