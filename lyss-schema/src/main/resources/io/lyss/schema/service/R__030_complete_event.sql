-- The row of the key is locked before the function looks whether events are left: a transaction
-- that publishes one holds that lock, so its event is either seen here, or makes the row again. The
-- lease begins once the lock is held, as the wait for it may take as long as that transaction.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function complete_event(
  p_claim uuid, p_tenant_id uuid, p_key text, p_position bigint, p_lease interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now timestamptz;
begin
  perform require_system();
  perform from outbox_keys as k
  where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
  for update;
  if not found then
    return false;
  end if;
  v_now := wall_time();
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key and e.position <= p_position;
  if exists (
    select from outbox_events as e where e.tenant_id = p_tenant_id and e.key = p_key
  ) then
    update outbox_keys as k
    set next_at = v_now + p_lease, failures = 0, last_error = null
    where k.tenant_id = p_tenant_id and k.key = p_key;
  else
    delete from outbox_keys as k where k.tenant_id = p_tenant_id and k.key = p_key;
  end if;
  return true;
end
$$;

revoke execute on function complete_event(uuid, uuid, text, bigint, interval) from public;
grant execute on function complete_event(uuid, uuid, text, bigint, interval) to lyss_system;

comment on function complete_event(uuid, uuid, text, bigint, interval) is
  'Takes an event that was handled, and those before it, out of the outbox; false if the claim on its key has expired.';

select set_config('role', current_setting('lyss.migrating_role'), true);
