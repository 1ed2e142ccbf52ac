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
  v_ids uuid[];
  v_recorded_at timestamptz[];
  v_user_ids uuid[];
  v_provider_types text[];
  v_models text[];
  v_counts usage_records_counts[];
  v_numbers integer[];
  v_unpriced boolean[];
  v_currencies text[];
  v_costs numeric[];
  v_new usage_adjustments[];
  v_one usage_adjustments;
  v_lines quota_line[];
begin
  select
    array_agg(u.id), array_agg(u.recorded_at), array_agg(u.user_id), array_agg(u.provider_type), array_agg(u.model),
    array_agg(u.counts), array_agg(u.number), array_agg(u.is_unpriced), array_agg(u.currency), array_agg(u.cost)
  into
    v_ids, v_recorded_at, v_user_ids, v_provider_types, v_models, v_counts, v_numbers, v_unpriced, v_currencies, v_costs
  from (
    select
      r.id, r.recorded_at, r.user_id, r.provider_type, r.model, r.counts,
      coalesce(l.number, 0) as number,
      r.cost is null and l.number is null as is_unpriced,
      b.currency,
      coalesce(r.cost, 0) * (r.currency is not distinct from b.currency)::integer + (
        select coalesce(sum(a.cost), 0) from usage_adjustments as a
        where a.tenant_id = p_tenant_id and a.usage_id = r.id and a.currency is not distinct from b.currency
      ) as cost
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
    ) as m on true
    cross join lateral (
      select coalesce(m.currency, case when m.number is null then r.currency end)
    ) as b (currency)
    where r.cost is null or r.price_id is not null
  ) as u;
  -- apart, because it asks for prices, which Citus does not do in a query on a node
  v_new := array(
    select row(
      p_tenant_id, u.id, u.number + d.number, u.recorded_at, u.user_id, d.requests, d.unpriced, d.price_id, d.currency,
      d.cost, p_reason, null, v_stamp
    )::usage_adjustments
    from unnest(
      v_ids, v_recorded_at, v_user_ids, v_provider_types, v_models, v_counts, v_numbers, v_unpriced, v_currencies, v_costs
    ) as u (id, recorded_at, user_id, provider_type, model, counts, number, is_unpriced, currency, cost)
    cross join lateral cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => u.provider_type, p_model => u.model,
      p_counts => u.counts, p_at => u.recorded_at) as p
    cross join lateral (select u.is_unpriced or p.currency is distinct from u.currency) as m (moves)
    cross join lateral (
      select 1, 0, 0, p.price_id, u.currency, p.cost - u.cost where not m.moves and p.cost <> u.cost
      union all
      select 1, -1, -u.is_unpriced::integer, null, u.currency, -u.cost where m.moves
      union all
      select 2, 1, 0, p.price_id, p.currency, p.cost where m.moves
    ) as d (number, requests, unpriced, price_id, currency, cost)
    where p.cost is not null
    order by u.id, d.number);
  if v_new = '{}' then
    return 0;
  end if;
  if is_on_citus() then -- which inserts values
    foreach v_one in array v_new loop
      insert into usage_adjustments (
        tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
        cost, reason, stamp
      )
      values (
        v_one.tenant_id, v_one.usage_id, v_one.number, v_one.usage_recorded_at, v_one.user_id, v_one.requests,
        v_one.unpriced, v_one.price_id, v_one.currency, v_one.cost, v_one.reason, v_one.stamp);
    end loop;
  else
    insert into usage_adjustments (
      tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
      cost, reason, stamp
    )
    select
      a.tenant_id, a.usage_id, a.number, a.usage_recorded_at, a.user_id, a.requests, a.unpriced, a.price_id, a.currency,
      a.cost, a.reason, a.stamp
    from unnest(v_new) as a;
  end if;
  v_lines := corrected_lines(
    p_tenant_id => p_tenant_id,
    p_usage_ids => array(select a.usage_id from unnest(v_new) as a),
    p_currencies => array(select a.currency from unnest(v_new) as a),
    p_costs => array(select a.cost from unnest(v_new) as a));
  if v_lines <> '{}' then
    perform post_quota(
      p_tenant_id => p_tenant_id, p_id => gen_random_uuid(), p_kind => 'adjust', p_user_id => null,
      p_lines => v_lines, p_reason => p_reason);
  end if;
  return cardinality(v_new);
end
$$;

revoke execute on function adjust_usage(uuid, uuid[], text) from public;

comment on function adjust_usage(uuid, uuid[], text) is
  'Internal: Appends the differences between the costs of requests and those by the present prices; returns how many corrections.';

select set_config('role', current_setting('lyss.migrating_role'), true);
