-- Removes a key whose events are all delivered, unless a transaction is publishing with it and holds its turn.
-- It locks the turn before it looks for events, so that none is published in between.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function remove_key(p_tenant_id uuid, p_key text, p_first_position bigint)
returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
begin
  perform from outbox_turns as t
  where t.tenant_id = p_tenant_id and t.key = p_key
  for update skip locked;
  if not found or exists (
    select from outbox_events as e
    where e.tenant_id = p_tenant_id and e.key = p_key and e.position >= p_first_position
  ) then
    return false;
  end if;
  delete from outbox_turns as t where t.tenant_id = p_tenant_id and t.key = p_key;
  return true;
end
$$;

revoke execute on function remove_key(uuid, text, bigint) from public;

comment on function remove_key(uuid, text, bigint) is
  'Internal: Removes a key that has no events from a position on; false if it has some, or if one is being published.';

select set_config('role', current_setting('lyss.migrating_role'), true);
