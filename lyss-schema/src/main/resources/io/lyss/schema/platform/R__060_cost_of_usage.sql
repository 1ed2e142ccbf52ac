-- Each recorded request may call it. So it looks for the price itself, as price_at() does, pins no path,
-- as that would cost more than a look-up, and is planned once and without a sort.
create or replace function cost_of_usage(
  p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_to timestamptz;
  v_unit_prices jsonb;
begin
  select p.id, p.currency, p.effective_to, p.unit_prices
  into price_id, currency, v_to, v_unit_prices
  from ${schema}.model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model and p.effective_from <= p_at
  order by p.effective_from desc
  limit 1;
  if found and (v_to is null or p_at < v_to) then
    cost := ${schema}.cost_of(v_unit_prices, p_counts);
    return next;
  end if;
end
$$;

comment on function cost_of_usage(text, text, jsonb, timestamptz) is
  'What tokens cost at an instant, and by which price; nothing if there was no price, a null cost if there was none for one of their kinds.';
