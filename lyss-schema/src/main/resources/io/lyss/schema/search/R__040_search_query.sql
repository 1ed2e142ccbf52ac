-- What a person types, as a condition on search_vector: every word and every run of Chinese,
-- Japanese or Korean has to occur, in any order. Stop words and punctuation are ignored; a text of
-- nothing else finds nothing.
create or replace function search_query(p_text text) returns tsquery
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
-- a text without English words is no news to the client
set client_min_messages = warning
as $$
declare
  v_text constant text := search_input(p_text);
  v_query tsquery :=
    plainto_tsquery('pg_catalog.english', regexp_replace(v_text, cjk_letters(), ' ', 'g'));
  v_run text;
  v_letters text[];
begin
  for v_run in select m[1] from regexp_matches(v_text, cjk_letters(), 'g') as m loop
    v_letters := string_to_array(v_run, null);
    if cardinality(v_letters) = 1 then
      -- alone at the end of a run, or the first of a pair
      v_query := v_query && (quote_literal(v_run) || ':*')::tsquery;
    end if;
    for i in 1 .. cardinality(v_letters) - 1 loop
      v_query := v_query && quote_literal(v_letters[i] || v_letters[i + 1])::tsquery;
    end loop;
  end loop;
  return v_query;
end
$$;

comment on function search_query(text) is
  'Internal: What a person types into a search box, as a condition on search_vector.';
