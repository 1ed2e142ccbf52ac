-- A soft limit that is set below what is held and used is published at once: from now on the hard limit may
-- refuse all requests, and a refusal publishes nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function tell_soft_limit() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_start constant timestamptz := period_start(
    new.period,
    statement_time(),
    coalesce(
      (select s.time_zone from tenant_settings as s where s.tenant_id = new.tenant_id), 'UTC'));
  v_lines quota_line[];
  v_line quota_line;
begin
  -- Events need a scope; without one, the next request that the limit lets through publishes it. On a node of
  -- Citus, where the row lies in a shard of another name, there is neither a scope nor the outbox.
  if tg_table_name <> 'budgets' or scope_role() not in ('authenticated_users', 'lyss_system') then
    return null;
  end if;
  select array(
    select row(c.limit_id, c.holder_id, c.measure, null, null, null, null, null, null)::quota_line
    from quota_counters as c
    where c.tenant_id = new.tenant_id and c.limit_id = new.id and c.period_start >= v_start
    group by c.limit_id, c.holder_id, c.measure
    having sum(c.held + c.used) > new.soft_limit and max(c.warned) is distinct from new.soft_limit
    order by c.holder_id)
  into v_lines;
  perform lock_counters(new.tenant_id, v_lines);
  foreach v_line in array v_lines loop
    perform deal_quota(
      p_tenant_id => new.tenant_id, p_limit_id => new.id, p_holder_id => v_line.holder_id,
      p_measure => v_line.measure, p_unit => new.unit, p_hard_limit => coalesce(new.hard_limit, 'Infinity'),
      p_soft_limit => new.soft_limit, p_needed => 0);
  end loop;
  return null;
end
$$;

-- for the owner of the table, who creates the trigger
grant execute on function tell_soft_limit() to public;

comment on function tell_soft_limit() is
  'Trigger function: publishes a soft limit that was set below what is held and used.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger tell_soft_limit
  after update of soft_limit on budgets
  for each row when (new.soft_limit is distinct from old.soft_limit)
  execute function tell_soft_limit();

set local role lyss_definer;
revoke execute on function tell_soft_limit() from public;
select set_config('role', current_setting('lyss.migrating_role'), true);
