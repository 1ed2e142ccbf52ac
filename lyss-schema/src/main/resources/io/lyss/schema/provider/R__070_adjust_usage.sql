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
  v_usage record;
  v_new record;
  v_moves boolean;
  v_usage_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_lines quota_line[];
begin
  for v_usage in
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
    order by r.id
  loop
    -- apart, because it asks for prices, of which Citus has tables of their own
    select c.price_id, c.currency, c.cost into v_new
    from cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => v_usage.provider_type, p_model => v_usage.model,
      p_counts => v_usage.counts, p_at => v_usage.recorded_at) as c;
    continue when v_new.cost is null;
    v_moves := v_usage.is_unpriced or v_new.currency is distinct from v_usage.currency;
    continue when not v_moves and v_new.cost = v_usage.cost;
    if v_moves then
      insert into usage_adjustments (
        tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
        cost, reason, stamp
      )
      values
        (p_tenant_id, v_usage.id, v_usage.number + 1, v_usage.recorded_at, v_usage.user_id, -1,
          -v_usage.is_unpriced::integer, null, v_usage.currency, -v_usage.cost, p_reason, v_stamp),
        (p_tenant_id, v_usage.id, v_usage.number + 2, v_usage.recorded_at, v_usage.user_id, 1, 0, v_new.price_id,
          v_new.currency, v_new.cost, p_reason, v_stamp);
      v_usage_ids := v_usage_ids || v_usage.id || v_usage.id;
      v_currencies := v_currencies || v_usage.currency::text || v_new.currency::text;
      v_costs := v_costs || -v_usage.cost || v_new.cost;
    else
      insert into usage_adjustments (
        tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
        cost, reason, stamp
      )
      values (
        p_tenant_id, v_usage.id, v_usage.number + 1, v_usage.recorded_at, v_usage.user_id, 0, 0, v_new.price_id,
        v_usage.currency, v_new.cost - v_usage.cost, p_reason, v_stamp);
      v_usage_ids := v_usage_ids || v_usage.id;
      v_currencies := v_currencies || v_usage.currency::text;
      v_costs := v_costs || v_new.cost - v_usage.cost;
    end if;
  end loop;
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
