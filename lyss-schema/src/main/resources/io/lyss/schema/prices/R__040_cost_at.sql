-- The price in effect and what it makes of counts that were looked at before (is_token_counts). Each request that is
-- recorded calls it, so it pins no path, as that would cost as much as the look-up: those that call it do. It is planned
-- once, and without a sort.
create or replace function cost_at(
  p_tenant_id uuid, p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_tenant_id uuid;
  v_to timestamptz;
  v_unit_prices jsonb;
begin
  foreach v_tenant_id in array array[p_tenant_id, ${schema}.platform_tenant_id()] loop
    select p.id, p.currency, p.effective_to, p.unit_prices
    into price_id, currency, v_to, v_unit_prices
    from ${schema}.model_prices as p
    where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
      and p.model = p_model and p.effective_from <= p_at
    order by p.effective_from desc
    limit 1;
    if found and (v_to is null or p_at < v_to) then
      cost := ${schema}.cost_of(v_unit_prices, p_counts);
      return next;
      return;
    end if;
  end loop;
end
$$;

comment on function cost_at(uuid, text, text, jsonb, timestamptz) is
  'Internal: What tokens cost at an instant, and by which price, of counts that were looked at; nothing if there was no price.';
