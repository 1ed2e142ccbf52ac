-- Planned once, as price_at() is.
create or replace function cost_of_usage(
  p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    select p.id, p.currency, cost_of(p.unit_prices, p_counts)
    from price_at(p_provider_type, p_model, p_at) as p;
end
$$;

comment on function cost_of_usage(text, text, jsonb, timestamptz) is
  'What tokens cost at an instant, and by which price; nothing if there was no price, a null cost if there was none for one of their kinds.';
