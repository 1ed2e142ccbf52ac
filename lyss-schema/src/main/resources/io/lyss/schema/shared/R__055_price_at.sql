-- What a model costs. The tenant's own price goes before the one for everybody. Two queries of one
-- tenant each: the last price that began, by the index, and a look whether it has ended. Their plan is
-- kept: the same one is best whatever is asked, and making it takes longer than the answer.
create or replace function price_at(
  p_tenant_id uuid, p_provider_type text, p_model_name text, p_at timestamptz
)
returns setof model_prices
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_price model_prices;
  v_tenant_id uuid;
begin
  foreach v_tenant_id in array array[p_tenant_id, platform_tenant_id()] loop
    select * into v_price from model_prices as p
    where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
      and p.model_name = p_model_name and p.effective_from <= p_at
    order by p.effective_from desc
    limit 1;
    if found and (v_price.effective_to is null or p_at < v_price.effective_to) then
      return next v_price;
      return;
    end if;
  end loop;
end
$$;

-- Multiplied, not divided, by which every digit is kept until it is rounded.
create or replace function cost_of(
  p_input_price numeric,
  p_output_price numeric,
  p_cached_input_price numeric,
  p_input bigint,
  p_output bigint,
  p_cached_input bigint
)
returns numeric
language plpgsql immutable parallel safe
as $$
begin
  if least(p_input, p_output, p_cached_input) < 0 then
    raise exception 'a number of tokens is negative' using errcode = 'numeric_value_out_of_range';
  end if;
  return round(
    0.000001 * (
      p_input * p_input_price
      + p_output * p_output_price
      + p_cached_input * coalesce(p_cached_input_price, p_input_price)
    ),
    8);
end
$$;

comment on function price_at(uuid, text, text, timestamptz) is
  'The price of a model at an instant: the tenant''s own, or else the one for everybody.';
comment on function cost_of(numeric, numeric, numeric, bigint, bigint, bigint) is
  'What tokens cost, to 8 digits; input tokens that were cached are counted apart from the others.';
