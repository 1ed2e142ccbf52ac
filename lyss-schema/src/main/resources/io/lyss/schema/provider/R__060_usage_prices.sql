-- The prices for the requests of a batch, most of which share a few channels and models: each pair is looked up
-- once. A pair has a row for each time between p_first and p_last with one price, or with none. Together they
-- leave no gap, so each request finds one.
--
-- It pins no search path, which costs as much as the look-up of one request: its callers do.
create or replace function usage_prices(
  p_tenant_id uuid, p_channel_ids uuid[], p_models text[], p_first timestamptz, p_last timestamptz
)
returns table (
  channel_id uuid,
  model text,
  from_at timestamptz,
  to_at timestamptz,
  provider_type varchar(50),
  price_id uuid,
  currency char(3),
  unit_prices jsonb
)
language plpgsql stable
rows 100
as $$
declare
  v_price record;
begin
  for channel_id, model in
    select distinct n.channel_id, n.model from unnest(p_channel_ids, p_models) as n (channel_id, model)
  loop
    select t.name into provider_type
    from ${schema}.provider_channels as c
    join ${schema}.provider_types as t on t.id = c.type
    where c.tenant_id = p_tenant_id and c.id = channel_id;
    from_at := '-infinity';
    to_at := p_first;
    loop
      v_price := ${schema}.price_span(
        p_tenant_id => p_tenant_id, p_provider_type => provider_type, p_model => model, p_at => to_at,
        p_last => p_last);
      to_at := v_price.until;
      price_id := v_price.price_id;
      currency := v_price.currency;
      unit_prices := v_price.unit_prices;
      return next;
      exit when (to_at <= p_last and to_at < 'infinity') is not true;
      from_at := to_at;
    end loop;
  end loop;
end
$$;

revoke execute on function usage_prices(uuid, uuid[], text[], timestamptz, timestamptz) from public;
grant execute on function usage_prices(uuid, uuid[], text[], timestamptz, timestamptz) to lyss_definer;

comment on function usage_prices(uuid, uuid[], text[], timestamptz, timestamptz) is
  'Internal: The kinds of providers and the prices of channels and models, each with the time in which it is in effect.';
