-- Finds the last price that has begun, by the index, unless it has ended. The plan is kept: one plan is best
-- for all calls, and planning takes longer than the query.
--
-- Sorts are off: the planner expects a sort and the index of the exclusion constraint to cost no more than the
-- ordered index, yet they read many times as many pages.
create or replace function price_at(p_provider_type text, p_model text, p_at timestamptz)
returns setof model_prices
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_price model_prices;
begin
  select * into v_price from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model and p.effective_from <= p_at
  order by p.effective_from desc
  limit 1;
  if found and (v_price.effective_to is null or p_at < v_price.effective_to) then
    return next v_price;
  end if;
end
$$;

comment on function price_at(text, text, timestamptz) is 'The price of a model at an instant.';
