-- Compares the present costs of requests with those by the present prices, and appends the differences. A cost
-- that the caller gave stays; so does one that has no price now.
--
-- In the present currency of a request, its cost is the sum of the record and its corrections.
--
-- Budgets of cost count the differences, too, of requests that were settled against them and in the period in
-- which they were: an entry of the ledger for all of a call. Without it a model that has no price yet would cost
-- its budgets nothing for good.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function adjust_usage(p_tenant_id uuid, p_ids uuid[], p_reason text)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_stamp constant bigint := usage_stamp();
  v_usage_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_lines quota_line[];
begin
  with usage as (
    select
      r.id,
      r.recorded_at,
      r.user_id,
      coalesce(l.number, 0) as number,
      r.cost is null and l.number is null as is_unpriced,
      coalesce(b.currency, case when b.number is null then r.currency end) as currency,
      p.price_id,
      p.currency as new_currency,
      p.cost as new_cost,
      r.currency as first_currency,
      r.cost as first_cost
    from unnest(p_ids) as n (id)
    join usage_records as r
      on r.tenant_id = p_tenant_id and r.id = n.id and r.recorded_at = uuid_time(n.id)
    left join lateral (
      select max(a.number) as number from usage_adjustments as a
      where a.tenant_id = p_tenant_id and a.usage_id = r.id
    ) as l on true
    left join lateral (
      select a.number, a.currency from usage_adjustments as a
      where a.tenant_id = p_tenant_id and a.usage_id = r.id and a.requests = 1
      order by a.number desc
      limit 1
    ) as b on true
    cross join lateral cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => r.provider_type, p_model => r.model,
      p_counts => r.counts, p_at => r.recorded_at) as p
    where (r.cost is null or r.price_id is not null) and p.cost is not null
  ), costs as (
    select
      u.*,
      u.is_unpriced or u.new_currency is distinct from u.currency as moves,
      u.new_cost as cost_now,
      coalesce(u.first_cost, 0) * (u.first_currency is not distinct from u.currency)::integer
        + coalesce((
          select sum(a.cost) from usage_adjustments as a
          where a.tenant_id = p_tenant_id and a.usage_id = u.id
            and a.currency is not distinct from u.currency
        ), 0) as cost_before
    from usage as u
  ), adjusted as (
    insert into usage_adjustments (
      tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
      cost, reason, stamp
    )
    select
      p_tenant_id, c.id, c.number + d.number, c.recorded_at, c.user_id, d.requests, d.unpriced,
      d.price_id, d.currency, d.cost, p_reason, v_stamp
    from costs as c
    cross join lateral (
      select 1, 0, 0, c.price_id, c.currency, c.cost_now - c.cost_before
      where not c.moves and c.cost_now <> c.cost_before
      union all
      select 1, -1, -c.is_unpriced::integer, null, c.currency, -c.cost_before where c.moves
      union all
      select 2, 1, 0, c.price_id, c.new_currency, c.cost_now where c.moves
    ) as d (number, requests, unpriced, price_id, currency, cost)
    order by c.id, d.number
    returning usage_id, currency, cost
  )
  select array_agg(a.usage_id), array_agg(a.currency), array_agg(a.cost)
  into v_usage_ids, v_currencies, v_costs
  from adjusted as a;
  if v_usage_ids is null then
    return 0;
  end if;
  v_lines := corrected_lines(
    p_tenant_id => p_tenant_id, p_usage_ids => v_usage_ids, p_currencies => v_currencies, p_costs => v_costs);
  if v_lines <> '{}' then
    perform post_quota(
      p_tenant_id => p_tenant_id, p_id => gen_random_uuid(), p_kind => 'adjust', p_user_id => null,
      p_lines => v_lines, p_reason => p_reason);
  end if;
  return cardinality(v_usage_ids);
end
$$;

revoke execute on function adjust_usage(uuid, uuid[], text) from public;

comment on function adjust_usage(uuid, uuid[], text) is
  'Internal: Appends the differences between the costs of requests and those by the present prices; returns how many corrections.';

select set_config('role', current_setting('lyss.migrating_role'), true);
