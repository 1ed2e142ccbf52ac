-- The failed event stays the first of its key, which is tried again after a pause that doubles from one second
-- to an hour. Other keys are not held up.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function fail_event(
  p_claim uuid, p_tenant_id uuid, p_key text, p_error text
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
  set
    claim = null,
    next_at = v_now + least(interval '1 second' * 2 ^ least(k.failures, 20), '1 hour'),
    failures = k.failures + 1,
    last_error = left(p_error, 1000)
  where k.tenant_id = p_tenant_id and k.key = p_key;
  return true;
end
$$;

revoke execute on function fail_event(uuid, uuid, text, text) from public;
grant execute on function fail_event(uuid, uuid, text, text) to lyss_system;

comment on function fail_event(uuid, uuid, text, text) is
  'Releases a key whose first event could not be handled; false if the claim on it is lost.';

select set_config('role', current_setting('lyss.migrating_role'), true);
