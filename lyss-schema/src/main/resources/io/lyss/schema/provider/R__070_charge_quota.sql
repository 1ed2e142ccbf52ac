-- Counts what a request without a reservation used: in full, also beyond the limits. Nearly always each limit has a
-- slot with room for it. Otherwise this locks all slots of all limits, in the order in which all sessions do, begins
-- periods that are new, and shares out what is left, which also publishes a soft limit that is reached.
--
-- A period that was over when the request was charged is counted no more, and has nothing to share out.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function charge_quota(
  p_tenant_id uuid, p_id uuid, p_user_id uuid, p_at timestamptz, p_limits quota_limit[]
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_lines quota_line[] := charged_lines(
    p_tenant_id => p_tenant_id, p_id => p_id, p_at => p_at, p_limits => p_limits, p_any => false);
  v_limit quota_limit;
  v_open quota_limit[] := '{}';
begin
  if cardinality(v_lines) < cardinality(p_limits) then
    perform lock_limits(p_tenant_id, p_limits);
    -- one query each: in a query of a table, a node of Citus would make room, and could publish nothing
    foreach v_limit in array p_limits loop
      perform 1 from quota_counters as c
      where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id and c.holder_id = v_limit.holder_id
        and c.measure = v_limit.measure and c.period_start > p_at;
      if not found then
        v_open := v_open || v_limit;
      end if;
    end loop;
    perform make_room(p_tenant_id, v_open);
    v_lines := charged_lines(
      p_tenant_id => p_tenant_id, p_id => p_id, p_at => p_at, p_limits => p_limits, p_any => true);
  end if;
  perform post_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_kind => 'charge', p_user_id => p_user_id, p_lines => v_lines,
    p_reason => null);
end
$$;

revoke execute on function charge_quota(uuid, uuid, uuid, timestamptz, quota_limit[]) from public;

comment on function charge_quota(uuid, uuid, uuid, timestamptz, quota_limit[]) is
  'Internal: Counts usage without a reservation in all limits that apply, and writes an entry of the ledger.';

select set_config('role', current_setting('lyss.migrating_role'), true);
