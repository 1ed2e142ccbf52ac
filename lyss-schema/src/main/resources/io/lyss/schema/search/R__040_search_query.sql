-- Turns what a person types into a condition on search_vector: each word has to occur, and each pair of letters
-- of a run of Chinese and the like, in any order. Stop words and punctuation are ignored; input without other
-- words finds nothing.
create or replace function search_query(p_text text) returns tsquery
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
-- the notice of a text without English words would reach the client
set client_min_messages = warning
as $$
declare
  v_text constant text := search_input(p_text);
  v_words record;
  v_run text;
  v_letters text[];
  v_terms text[];
begin
  v_words := search_words(v_text);
  v_terms := v_words.others;
  for v_run in select m[1] from regexp_matches(v_text, pair_letters(), 'g') as m loop
    v_letters := string_to_array(v_run, null);
    if cardinality(v_letters) = 1 then
      v_terms := v_terms || v_run;
    end if;
    for i in 1 .. cardinality(v_letters) - 1 loop
      v_terms := v_terms || (v_letters[i] || v_letters[i + 1]);
    end loop;
  end loop;
  -- terms need no quotes: they have letters and digits only
  return plainto_tsquery('pg_catalog.english', v_words.english)
    && coalesce(array_to_string(v_terms, ' & '), '')::tsquery;
end
$$;

comment on function search_query(text) is
  'Internal: What a person types into a search box, as a condition on search_vector.';
