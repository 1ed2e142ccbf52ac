-- The currency tells which budgets a request concerns. Its cost is unknown, unless all that the model may use is free.
create or replace function unestimated_cost(p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamptz)
returns table (currency char(3), cost numeric)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_price record;
begin
  v_price := price_span(
    p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model, p_at => p_at,
    p_last => p_at);
  currency := v_price.currency;
  if v_price.unit_prices is not null
    and not exists (select from jsonb_each_text(v_price.unit_prices) as p where p.value::numeric <> 0) then
    cost := 0;
  end if;
  return next;
end
$$;

revoke execute on function unestimated_cost(uuid, text, text, timestamptz) from public;
grant execute on function unestimated_cost(uuid, text, text, timestamptz) to lyss_definer;

comment on function unestimated_cost(uuid, text, text, timestamptz) is
  'Internal: What a request of a model costs that may use anything: 0 if that is free, else null; and in which currency: one row.';
