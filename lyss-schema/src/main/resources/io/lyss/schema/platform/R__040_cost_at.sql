-- Finds the price in effect and applies it to counts that the caller has checked (is_token_counts()). It is
-- called for each request that is settled. It pins no search path, which would cost as much as the look-up: its
-- callers do.
create or replace function cost_at(
  p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
as $$
declare
  v_price record;
begin
  v_price := ${schema}.price_span(p_provider_type, p_model, p_at, p_at);
  if v_price.unit_prices is not null then
    price_id := v_price.price_id;
    currency := v_price.currency;
    cost := ${schema}.cost_of(v_price.unit_prices, p_counts);
    return next;
  end if;
end
$$;

comment on function cost_at(text, text, jsonb, timestamptz) is
  'Internal: What checked counts of tokens cost at an instant, and by which price; nothing if there was no price.';
