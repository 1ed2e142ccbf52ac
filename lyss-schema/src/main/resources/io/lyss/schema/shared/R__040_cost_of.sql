-- The prices are multiplied and not divided, by which every digit is kept until the result is
-- rounded.
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

comment on function cost_of(numeric, numeric, numeric, bigint, bigint, bigint) is
  'What tokens cost, to 8 digits; input tokens that were cached are counted apart from the others.';
