-- A kind of tokens is priced by its own price, else by that of its parent (the kind before its last dot), and
-- so on. A kind without any price makes the whole cost null, because it is not free. A kind with no tokens
-- needs no price.
--
-- Of a kind's prices by size, the one above the largest size that the prompt exceeds applies.
--
-- Numbers are exact and never rounded: prices have 8 digits after the point. They are per million tokens; those
-- of a request and the kinds below it are per piece.
--
-- The caller has checked the counts (is_token_counts()).
create or replace function cost_of(p_unit_prices jsonb, p_counts jsonb) returns numeric
language plpgsql immutable parallel safe
as $$
declare
  v_prompt bigint;
  v_sizes bigint[] := '{}';
  v_size bigint;
  v_kind text;
  v_count numeric;
  v_price numeric;
  v_cost numeric := 0;
begin
  if p_unit_prices::text like '%>%' then
    v_prompt := ${schema}.counted_tokens(p_counts, 'input');
    v_sizes := array(
      select distinct split_part(line, '>', 2)::bigint as size
      from jsonb_object_keys(p_unit_prices) as line
      where line like '%>%'
        and split_part(line, '>', 2)::bigint < v_prompt
      order by size desc
    );
  end if;
  for v_kind, v_count in select e.key, e.value::numeric from jsonb_each_text(p_counts) as e loop
    continue when v_count = 0;
    if split_part(v_kind, '.', 1) <> 'request' then
      v_count := v_count * 0.000001;
    end if;
    v_price := p_unit_prices ->> v_kind;
    while v_price is null loop
      if strpos(v_kind, '.') = 0 then
        return null;
      end if;
      v_kind := substr(v_kind, 1, length(v_kind) - strpos(reverse(v_kind), '.'));
      v_price := p_unit_prices ->> v_kind;
    end loop;
    foreach v_size in array v_sizes loop
      if p_unit_prices ? (v_kind || '>' || v_size) then
        v_price := p_unit_prices ->> (v_kind || '>' || v_size);
        exit;
      end if;
    end loop;
    v_cost := v_cost + v_count * v_price;
  end loop;
  return trim_scale(v_cost);
end
$$;

comment on function cost_of(jsonb, jsonb) is
  'Internal: What tokens cost by the prices of a model, exactly; null if one of their kinds has no price.';
