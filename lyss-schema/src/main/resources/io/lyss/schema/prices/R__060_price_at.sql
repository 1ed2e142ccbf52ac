-- The tenant's own price takes precedence over the one for everybody. Two queries, one for each tenant, find
-- the last price that has begun, by the index, and check whether it has ended. Their plan is kept: one plan is
-- best for all calls, and planning takes longer than the query.
--
-- Sorts are off: the planner expects a sort and the index of the exclusion constraint to cost no more than the
-- ordered index, yet they read many times as many pages.
create or replace function price_at(
  p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamptz
)
returns setof model_prices
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_price model_prices;
  v_tenant_id uuid;
begin
  foreach v_tenant_id in array array[p_tenant_id, platform_tenant_id()] loop
    select * into v_price from model_prices as p
    where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
      and p.model = p_model and p.effective_from <= p_at
    order by p.effective_from desc
    limit 1;
    if found and (v_price.effective_to is null or p_at < v_price.effective_to) then
      return next v_price;
      return;
    end if;
  end loop;
end
$$;

comment on function price_at(uuid, text, text, timestamptz) is
  'The price of a model at an instant: the tenant''s own, or else the one for everybody.';
