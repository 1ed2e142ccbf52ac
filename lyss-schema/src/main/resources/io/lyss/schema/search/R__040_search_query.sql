-- Of what a person types, the first 1,000 characters are looked for. Every word is one level of the
-- condition that comes of it: a pasted document would take seconds to become one, and then exceed the
-- depth of the server's stack.
create or replace function search_input(p_text text) returns text
language sql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
  select left(search_text(left(p_text, 1000)), 1000)
$$;

comment on function search_input(text) is
  'Internal: What search looks for: the first 1,000 characters of what was typed, as search compares them.';

-- What a person types, as a condition on search_vector: every word and every run of Chinese,
-- Japanese or Korean has to occur, in any order. Stop words and punctuation count for nothing; a text
-- of nothing else finds nothing.
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

-- The pairs of 天气预报 may all occur without standing in a row, so a run of three or more is looked
-- for in the text itself as well; shorter ones need not be.
create or replace function search_runs(p_text text) returns text[]
language sql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
  select coalesce(array_agg(m[1]), '{}')
  from regexp_matches(search_input(p_text), cjk_letters(), 'g') as m
  where char_length(m[1]) > 2
$$;

comment on function search_runs(text) is
  'Internal: The runs of a search text that search_query alone does not find exactly.';

create or replace function contains_runs(p_content text, p_runs text[]) returns boolean
language sql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
  select bool_and(strpos(search_text(p_content), run) > 0) is not false from unnest(p_runs) as run
$$;

comment on function contains_runs(text, text[]) is
  'Internal: Whether every one of the runs stands in the content.';
