-- While at least half of the lease is left, the key's row is not written again. A long transaction elsewhere
-- keeps each version of the row, and each look-up of the row passes all of them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function complete_event(
  p_claim uuid, p_tenant_id uuid, p_key text, p_position bigint, p_lease interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_now constant timestamptz := wall_time();
  v_held record;
begin
  perform require_system_work();
  select k.first_position, k.next_at, k.failures into v_held
  from lock_claim(p_claim, p_tenant_id, p_key) as k;
  if not found then
    return false;
  end if;
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key
    and e.position between v_held.first_position and p_position;
  if exists (
    select from outbox_events as e
    where e.tenant_id = p_tenant_id and e.key = p_key and e.position > p_position
  ) then
    if v_held.failures > 0 or v_held.next_at < v_now + p_lease / 2 then
      update outbox_keys as k
      set next_at = v_now + p_lease, failures = 0, last_error = null
      where k.tenant_id = p_tenant_id and k.key = p_key;
    end if;
  elsif not remove_key(p_tenant_id, p_key, p_position + 1) then
    -- The next event may not be visible yet, and any worker may claim it.
    update outbox_keys as k
    set claim = null, next_at = v_now, first_position = p_position + 1, failures = 0, last_error = null
    where k.tenant_id = p_tenant_id and k.key = p_key;
  end if;
  return true;
end
$$;

revoke execute on function complete_event(uuid, uuid, text, bigint, interval) from public;
grant execute on function complete_event(uuid, uuid, text, bigint, interval) to lyss_system;

comment on function complete_event(uuid, uuid, text, bigint, interval) is
  'Removes a handled event, and those before it, from the outbox; false if the claim on its key is lost.';

select set_config('role', current_setting('lyss.migrating_role'), true);
