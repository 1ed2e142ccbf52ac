-- The prices for the requests of a batch, most of which share a few providers and models: each pair is looked
-- up once. A pair has a row for each time between p_first and p_last with one price, or with none. Together
-- they leave no gap, so each request finds one.
--
-- It pins no search path, which costs as much as the look-up of one request: its callers do.
create or replace function usage_prices(
  p_provider_ids integer[], p_models text[], p_first timestamptz, p_last timestamptz
)
returns table (
  provider_id integer,
  model text,
  from_at timestamptz,
  to_at timestamptz,
  price_id uuid,
  currency char(3),
  unit_prices jsonb
)
language plpgsql stable
rows 100
as $$
declare
  v_provider_type text;
  v_price record;
begin
  for provider_id, model in
    select distinct n.provider_id, n.model from unnest(p_provider_ids, p_models) as n (provider_id, model)
  loop
    select c.provider_type into v_provider_type from ${schema}.provider_configs as c where c.id = provider_id;
    from_at := '-infinity';
    to_at := p_first;
    loop
      v_price := ${schema}.price_span(v_provider_type, model, to_at, p_last);
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

comment on function usage_prices(integer[], text[], timestamptz, timestamptz) is
  'Internal: The prices of providers and models, each with the time in which it is in effect.';
