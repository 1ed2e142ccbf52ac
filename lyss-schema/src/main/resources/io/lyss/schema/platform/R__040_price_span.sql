-- Finds the price in effect at an instant, and until when it applies. If there is none, it returns when the
-- next one begins. It looks no further than p_last; then "until" is infinity.
--
-- It pins no search path, which would cost as much as the look-up: its callers do. Like price_at(), it is
-- planned once, and without a sort.
create or replace function price_span(
  p_provider_type text, p_model text, p_at timestamptz, p_last timestamptz,
  out price_id uuid, out currency char(3), out unit_prices jsonb, out until timestamptz
)
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
begin
  select p.id, p.currency, p.effective_to, p.unit_prices
  into price_id, currency, until, unit_prices
  from ${schema}.model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model and p.effective_from <= p_at
  order by p.effective_from desc
  limit 1;
  if found and (until is null or p_at < until) then
    until := coalesce(until, 'infinity');
    return;
  end if;
  price_id := null;
  currency := null;
  unit_prices := null;
  until := 'infinity';
  if p_at < p_last then
    select p.effective_from into until
    from ${schema}.model_prices as p
    where p.provider_type = p_provider_type and p.model = p_model and p.effective_from > p_at
    order by p.effective_from
    limit 1;
    until := coalesce(until, 'infinity');
  end if;
end
$$;

comment on function price_span(text, text, timestamptz, timestamptz) is
  'Internal: The price of a model at an instant, nulls if there is none, and until when this stays so.';
