-- The costs of the requests of a batch, an element of each array for each request. It checks their ids, as
-- require_usage_ids() does. Most requests of a batch share a few providers and models, so prices are looked up
-- once for each pair. For a single request that would take longer than looking up its price.
create or replace function usage_costs(
  p_ids uuid[], p_provider_ids integer[], p_models text[], p_counts usage_statistics_counts[], p_costs numeric[],
  out price_ids uuid[], out currencies text[], out costs numeric[]
)
language plpgsql stable
as $$
declare
  v_span record;
  v_type text;
  v_price record;
begin
  if cardinality(p_ids) = 1 then
    perform ${schema}.require_usage_ids(p_ids);
    if p_costs[1] is null then
      select c.provider_type into v_type from ${schema}.provider_configs as c where c.id = p_provider_ids[1];
      select * into v_price
      from ${schema}.cost_at(v_type, p_models[1], p_counts[1], ${schema}.uuid_time(p_ids[1]));
      price_ids := array[v_price.price_id];
      currencies := array[v_price.currency];
      costs := array[v_price.cost];
    end if;
    return;
  end if;
  v_span := ${schema}.usage_span(p_ids);
  select
    array_agg(case when p_costs[n.number] is null then p.price_id end order by n.number),
    array_agg(case when p_costs[n.number] is null then p.currency end order by n.number),
    array_agg(
      case
        when p_costs[n.number] is null and p.unit_prices is not null
          then ${schema}.cost_of(p.unit_prices, p_counts[n.number])
      end
      order by n.number)
  into price_ids, currencies, costs
  from generate_series(1, cardinality(p_ids)) as n (number)
  left join ${schema}.usage_prices(p_provider_ids, p_models, v_span.first_at, v_span.last_at) as p
    on p.provider_id = p_provider_ids[n.number] and p.model = p_models[n.number]
      -- the time of each is asked for only where a price changed between the first and the last
      and (
        p.from_at <= v_span.first_at and p.to_at > v_span.last_at
        or ${schema}.uuid_time(p_ids[n.number]) >= p.from_at and ${schema}.uuid_time(p_ids[n.number]) < p.to_at
      );
end
$$;

comment on function usage_costs(uuid[], integer[], text[], usage_statistics_counts[], numeric[]) is
  'Internal: Prices, currencies and costs of requests; nulls where the caller gives the cost.';
