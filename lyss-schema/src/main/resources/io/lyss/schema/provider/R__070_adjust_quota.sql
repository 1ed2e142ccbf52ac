-- Counts what was used past any request, or takes back what was counted wrongly: an entry of the ledger with
-- its reason. Idempotent by its id.
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
  v_lines quota_line[];
begin
  perform require_system();
  if exists (
    select from quota_entries as e
    where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'adjust'
  ) then
    return true;
  end if;
  v_lines := array(
    select row(
      c.limit_id, c.holder_id, c.measure, b.unit, b.currency, c.slot, c.period_start, 0, p_used
    )::quota_line
    from quota_counters as c
    left join budgets as b on b.tenant_id = c.tenant_id and b.id = c.limit_id
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
      and c.measure = p_measure and c.slot = 0);
  if cardinality(v_lines) = 0 then
    return false;
  end if;
  insert into quota_entries (tenant_id, reservation_id, kind, lines, reason, recorded_at)
  values (p_tenant_id, p_id, 'adjust', v_lines, p_reason, statement_time());
  perform count_quota(p_tenant_id, v_lines);
  return true;
end
$$;

revoke execute on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) from public;
grant execute on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) to lyss_system;

comment on function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) is
  'Changes what was used of a limit, with a reason; false if nothing was ever counted there.';

select set_config('role', current_setting('lyss.migrating_role'), true);
