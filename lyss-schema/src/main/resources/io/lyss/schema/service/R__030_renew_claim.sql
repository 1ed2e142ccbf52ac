-- A worker calls it for a key that comes late in its batch: another worker may have claimed the key meanwhile,
-- or may be claiming it and hold its lock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function renew_claim(
  p_claim uuid, p_tenant_id uuid, p_key text, p_lease interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_now constant timestamptz := wall_time();
begin
  perform require_system_work();
  perform from lock_claim(p_claim, p_tenant_id, p_key);
  if not found then
    return false;
  end if;
  update outbox_keys as k
  set next_at = v_now + p_lease
  where k.tenant_id = p_tenant_id and k.key = p_key;
  return true;
end
$$;

revoke execute on function renew_claim(uuid, uuid, text, interval) from public;
grant execute on function renew_claim(uuid, uuid, text, interval) to lyss_system;

comment on function renew_claim(uuid, uuid, text, interval) is
  'Renews the lease on a key; false if the claim on it is lost.';

select set_config('role', current_setting('lyss.migrating_role'), true);
