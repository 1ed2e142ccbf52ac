-- Locks all slots of the limits that lines or needs are of. Slots 0 come first, in the order of the limits,
-- then the others: whoever waits for counters takes them in this order, so no two wait for each other.
-- Slots that were added while it waited for slot 0 are seen by the second statement.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_counters(p_tenant_id uuid, p_lines quota_line[]) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform from quota_counters as c
  where c.tenant_id = p_tenant_id and c.slot = 0
    and (c.limit_id, c.holder_id, c.measure) in (
      select l.limit_id, l.holder_id, l.measure from unnest(p_lines) as l)
  order by c.limit_id, c.holder_id, c.measure
  for no key update;
  perform from quota_counters as c
  where c.tenant_id = p_tenant_id and c.slot > 0
    and (c.limit_id, c.holder_id, c.measure) in (
      select l.limit_id, l.holder_id, l.measure from unnest(p_lines) as l)
  order by c.limit_id, c.holder_id, c.measure, c.slot
  for no key update;
end
$$;

revoke execute on function lock_counters(uuid, quota_line[]) from public;

comment on function lock_counters(uuid, quota_line[]) is
  'Internal: Locks all slots of some limits, in the order in which everybody does.';

select set_config('role', current_setting('lyss.migrating_role'), true);
