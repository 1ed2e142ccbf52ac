-- The costs of the requests of a batch, an element of each array for each request. It checks their ids, as
-- require_usage_ids() does. Most requests of a batch share a few channels and models, so prices are looked up
-- once for each pair. For a single request that would take longer than looking up its price.
create or replace function usage_costs(
  p_tenant_id uuid, p_ids uuid[], p_channel_ids uuid[], p_models text[], p_counts usage_records_counts[], p_costs numeric[],
  out types text[], out price_ids uuid[], out currencies text[], out costs numeric[]
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
    select t.name into v_type
    from ${schema}.provider_channels as c
    join ${schema}.provider_types as t on t.id = c.type
    where c.tenant_id = p_tenant_id and c.id = p_channel_ids[1];
    types := array[v_type];
    if p_costs[1] is null then
      select * into v_price
      from ${schema}.cost_at(
        p_tenant_id => p_tenant_id, p_provider_type => v_type, p_model => p_models[1],
        p_counts => p_counts[1], p_at => ${schema}.uuid_time(p_ids[1]));
      price_ids := array[v_price.price_id];
      currencies := array[v_price.currency];
      costs := array[v_price.cost];
    end if;
    return;
  end if;
  v_span := ${schema}.usage_span(p_ids);
  select
    array_agg(p.provider_type order by n.number),
    array_agg(case when p_costs[n.number] is null then p.price_id end order by n.number),
    array_agg(case when p_costs[n.number] is null then p.currency end order by n.number),
    array_agg(
      case
        when p_costs[n.number] is null and p.unit_prices is not null
          then ${schema}.cost_of(p.unit_prices, p_counts[n.number])
      end
      order by n.number)
  into types, price_ids, currencies, costs
  from generate_series(1, cardinality(p_ids)) as n (number)
  left join ${schema}.usage_prices(
    p_tenant_id => p_tenant_id, p_channel_ids => p_channel_ids, p_models => p_models,
    p_first => v_span.first_at, p_last => v_span.last_at) as p
    on p.channel_id = p_channel_ids[n.number] and p.model = p_models[n.number]
      -- the time of each is asked for only where a price changed between the first and the last
      and (
        p.from_at <= v_span.first_at and p.to_at > v_span.last_at
        or ${schema}.uuid_time(p_ids[n.number]) >= p.from_at and ${schema}.uuid_time(p_ids[n.number]) < p.to_at
      );
end
$$;

revoke execute on function usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[]) from public;
grant execute on function usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[])
  to lyss_definer;

comment on function usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[]) is
  'Internal: Kinds of providers, prices, currencies and costs of requests; only the kind where the caller gives the cost.';
