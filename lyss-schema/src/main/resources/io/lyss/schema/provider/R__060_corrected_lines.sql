-- What corrections of costs change of budgets of cost: for each counter, the sum of those of requests that were
-- settled or charged against it, in the budget's currency. The ledger says which: reservations are forgotten earlier.
--
-- A request is settled or charged an hour before the time in its id at the earliest.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function corrected_lines(
  p_tenant_id uuid, p_usage_ids uuid[], p_currencies text[], p_costs numeric[]
)
returns quota_line[]
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_from constant timestamptz := (
    select min(uuid_time(n.id)) - interval '1 hour' from unnest(p_usage_ids) as n (id));
begin
  return array(
    select row(
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start, 0, sum(c.cost)
    )::quota_line
    from unnest(p_usage_ids, p_currencies, p_costs) as c (usage_id, currency, cost)
    join usage_records as r
      on r.tenant_id = p_tenant_id and r.id = c.usage_id and r.recorded_at = uuid_time(c.usage_id)
    join quota_entries as e
      on e.tenant_id = p_tenant_id and e.reservation_id = coalesce(r.reservation_id, r.id)
      and e.kind = case when r.reservation_id is null then 'charge' else 'settle' end
      and e.recorded_at >= v_from
    cross join lateral unnest(e.lines) as l
    where l.unit = 'cost' and l.currency = c.currency
    group by l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start
    having sum(c.cost) <> 0);
end
$$;

revoke execute on function corrected_lines(uuid, uuid[], text[], numeric[]) from public;

comment on function corrected_lines(uuid, uuid[], text[], numeric[]) is
  'Internal: By how much corrections of costs change what was used of budgets.';

select set_config('role', current_setting('lyss.migrating_role'), true);
