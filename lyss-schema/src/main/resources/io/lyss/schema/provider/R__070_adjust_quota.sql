-- Counts usage that no request has reported, or takes back a wrong count: an entry of the ledger with its
-- reason. It counts in the present period. It is idempotent by its id.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function adjust_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_limit_id uuid,
  p_holder_id uuid,
  p_measure text,
  p_used numeric,
  p_reason text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_known quota_line;
  v_zone text;
  v_limit quota_limit;
  v_used numeric;
  v_lines quota_line[];
begin
  perform require_system();
  if not (p_used > '-infinity' and p_used < 'infinity') then
    raise exception 'used is %: it is a finite number', p_used using errcode = 'numeric_value_out_of_range';
  end if;
  if not not_blank(p_reason) then
    raise exception 'reason is missing: say why the ledger is adjusted'
      using errcode = 'check_violation', constraint = 'quota_entries_kind_reason_check';
  end if;
  perform lock_counters(p_tenant_id, array[
    row(p_limit_id, p_holder_id, p_measure, null, null, null, null, null, null)::quota_line]);
  select l.* into v_known
  from quota_entries as e
  cross join lateral unnest(e.lines) as l
  where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'adjust';
  if found then
    if (v_known.limit_id, v_known.holder_id, v_known.measure, v_known.used)
      is distinct from (p_limit_id, p_holder_id, p_measure, p_used) then
      raise exception 'another entry has the id %: give this one an id of its own', p_id
        using
          errcode = 'unique_violation',
          constraint = 'quota_entries_tenant_id_reservation_id_kind_recorded_at_pk';
    end if;
    return true;
  end if;
  select s.time_zone into v_zone from tenant_settings as s where s.tenant_id = p_tenant_id;
  select
    p_limit_id, p_holder_id, p_measure, null, v.unit, v.currency, v.period,
    period_start(v.period, statement_time(), coalesce(v_zone, 'UTC')), null, v.hard_limit,
    v.soft_limit, null, null, 0
  into v_limit
  from limit_values(p_tenant_id, p_limit_id, p_measure) as v;
  if not found then
    return false;
  end if;
  perform make_room(p_tenant_id, array[v_limit]);
  select sum(c.used) into v_used from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
  if v_used is null then
    return false;
  end if;
  if v_used + p_used < 0 then
    raise exception 'used takes back more than was used (%)', v_used
      using errcode = 'check_violation', constraint = 'quota_counters_used_check';
  end if;
  select
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, v_limit.unit, v_limit.currency, c.slot, c.period_start, 0,
        p_used
      )::quota_line)
  into v_lines
  from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure and c.slot = 0;
  perform post_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_kind => 'adjust', p_user_id => null, p_lines => v_lines,
    p_reason => p_reason);
  return true;
end
$$;

revoke execute on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) from public;
grant execute on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) to lyss_system;

comment on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) is
  'Changes what was used of a limit, with a reason; false if nothing was ever counted there.';

select set_config('role', current_setting('lyss.migrating_role'), true);
