-- The price in effect and what it makes of counts that were looked at before (is_token_counts). Each request that is
-- settled calls it, so it pins no path, as that would cost as much as the look-up: those that call it do.
create or replace function cost_at(
  p_tenant_id uuid, p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
as $$
declare
  v_price record;
begin
  v_price := ${schema}.price_span(
    p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model, p_at => p_at,
    p_last => p_at);
  if v_price.unit_prices is not null then
    price_id := v_price.price_id;
    currency := v_price.currency;
    cost := ${schema}.cost_of(v_price.unit_prices, p_counts);
    return next;
  end if;
end
$$;

comment on function cost_at(uuid, text, text, jsonb, timestamptz) is
  'Internal: What tokens cost at an instant, and by which price, of counts that were looked at; nothing if there was no price.';
