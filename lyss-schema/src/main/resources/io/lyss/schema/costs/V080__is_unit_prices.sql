-- Each line is a kind and its price, such as "output": 10, or a kind, a prompt size and the price
-- above that size, such as "output>200000": 15. A kind that has prices above sizes has one of
-- its own as well: a price list that forgets it would leave all smaller requests without a price.
--
-- The first pattern rests on the one form that the text of a jsonb value has. Versioned, as
-- constraints rest on it; and on a long text such a pattern takes seconds.
create function is_unit_prices(p_json jsonb) returns boolean
language plpgsql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return p_json <> '{}'
    and length(p_json::text) <= 65536
    and p_json::text ~ (
      '^\{("[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(>[1-9][0-9]{0,14})?": '
      || '([0-9]{1,9}(\.[0-9]{1,8})?|1000000000(\.0{1,8})?)(, )?)+\}$')
    and not exists (
      select from jsonb_object_keys(p_json) as line
      where line like '%>%' and not p_json ? split_part(line, '>', 1)
    );
end
$$;

comment on function is_unit_prices(jsonb) is
  'Internal: Whether a JSON value is an object of kinds of tokens, some above a size of the prompt, and their prices.';
