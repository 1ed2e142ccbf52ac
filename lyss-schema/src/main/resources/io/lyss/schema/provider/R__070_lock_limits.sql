-- Locks the counters of limits, limit by limit, and makes those that do not exist yet. A counter that a
-- transaction has made blocks others like one that it has locked. So it is made when it is the turn of its limit,
-- in the order in which reservations lock counters.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_limits(p_tenant_id uuid, p_limits quota_limit[]) returns void
language plpgsql volatile
as $$
declare
  v_limit record;
begin
  for v_limit in
    select l.* from unnest(p_limits) as l order by l.limit_id, l.holder_id, l.measure
  loop
    insert into ${schema}.quota_counters
      (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
    values (p_tenant_id, v_limit.limit_id, v_limit.holder_id, v_limit.measure, 0, v_limit.user_id,
      v_limit.group_id, v_limit.period_start)
    on conflict do nothing;
    perform ${schema}.lock_counters(p_tenant_id, array[
      row(v_limit.limit_id, v_limit.holder_id, v_limit.measure, null, null, null, null, null, null)::${schema}.quota_line]);
  end loop;
end
$$;

revoke execute on function lock_limits(uuid, quota_limit[]) from public;

comment on function lock_limits(uuid, quota_limit[]) is
  'Internal: Locks all slots of some limits.';

select set_config('role', current_setting('lyss.migrating_role'), true);
