-- Changes counters by some lines. Lines of a past period are not counted any more: the counters are now those
-- of the next period.
--
-- Where more was used than a slot has room for, the rest is taken from the other slots. This only happens where
-- more was used than was held; only then is a savepoint needed.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function count_quota(p_tenant_id uuid, p_lines quota_line[]) returns void
language plpgsql volatile
as $$
declare
  v_line ${schema}.quota_line;
  v_may_lack boolean := false;
  v_limit record;
  v_now record;
begin
  foreach v_line in array p_lines loop
    v_may_lack := v_may_lack or v_line.held + v_line.used > 0;
  end loop;
  if not v_may_lack then
    perform ${schema}.add_to_counters(p_tenant_id, p_lines);
    return;
  end if;
  begin
    perform ${schema}.add_to_counters(p_tenant_id, p_lines);
    return;
  exception
    when check_violation then
      -- A slot has less room than was used beyond what was held. Its locks are released, because all slots have
      -- to be locked in their order.
      null;
  end;

  perform ${schema}.lock_counters(p_tenant_id, p_lines);
  update ${schema}.quota_counters as c
  set dealt = null, room = 0
  from unnest(p_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.period_start = l.period_start;
  update ${schema}.quota_counters as c
  set held = c.held + l.held, used = c.used + l.used
  from unnest(p_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start;
  for v_limit in
    select distinct on (l.limit_id, l.holder_id, l.measure) l.*
    from unnest(p_lines) as l
    join ${schema}.quota_counters as c
      on c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
      and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start
    order by l.limit_id, l.holder_id, l.measure
  loop
    -- apart from the table: in its query, a node of Citus would call the function, which can ask nobody from there
    select v.hard_limit, v.soft_limit into v_now
    from ${schema}.limit_values(p_tenant_id, v_limit.limit_id, v_limit.measure) as v;
    if not found then
      continue;
    end if;
    perform ${schema}.deal_quota(
      p_tenant_id => p_tenant_id, p_limit_id => v_limit.limit_id, p_holder_id => v_limit.holder_id,
      p_measure => v_limit.measure, p_unit => v_limit.unit, p_hard_limit => v_now.hard_limit,
      p_soft_limit => v_now.soft_limit, p_needed => 0);
  end loop;
end
$$;

revoke execute on function count_quota(uuid, quota_line[]) from public;

comment on function count_quota(uuid, quota_line[]) is 'Internal: Changes counters by some lines.';

select set_config('role', current_setting('lyss.migrating_role'), true);
