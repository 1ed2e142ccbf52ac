-- Words of a text, for search.
--
-- A run of Chinese is one word to an English parser, so nothing inside it would ever be found. Here
-- English is stemmed, and each run of Chinese, Japanese or Korean becomes its pairs of neighbouring
-- characters: whatever is searched for, from two characters to a sentence, is then a set of pairs.
-- The last character of a run stands alone as well, so that a single character is found as the
-- beginning of a pair, or at the end.
--
-- These functions are versioned, not repeatable: indexes store what they return, so a change of
-- their meaning takes a migration that builds those indexes again. plpgsql on purpose: for one row
-- it is forty times faster here than the same as one SQL query.

-- Only letters: 、。「」 and their like separate runs.
create function cjk_letters() returns text
language sql immutable parallel safe
return '[\u2e80-\u2fdf\u3005-\u3007\u3041-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf'
  '\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+';

comment on function cjk_letters() is
  'Internal: Regular expression of a run of Chinese, Japanese or Korean letters.';

-- A tsvector holds at most 1 MiB: 131,072 characters fit whatever they are. What follows
-- them in a longer text is stored, and not found. They are cut once more at the end, as some
-- characters become several in their plain form.
create function search_text(p_text text) returns text
language sql immutable strict parallel safe
return left(lower(normalize(left(p_text, 131072), nfkc)), 131072);

comment on function search_text(text) is
  'Internal: A text as search compares it: lower case, full-width letters as plain ones, at most 131,072 characters.';

create function search_vector(p_text text) returns tsvector
language plpgsql immutable strict parallel safe cost 400
set search_path = ${schema}, pg_temp
as $$
declare
  v_text constant text := search_text(p_text);
  v_run text;
  v_letters text[];
  v_terms text[] := '{}';
begin
  if v_text !~ cjk_letters() then
    return strip(to_tsvector('pg_catalog.english', v_text));
  end if;
  for v_run in select m[1] from regexp_matches(v_text, cjk_letters(), 'g') as m loop
    v_letters := string_to_array(v_run, null);
    for i in 1 .. cardinality(v_letters) loop
      v_terms := v_terms || (v_letters[i] || coalesce(v_letters[i + 1], ''));
    end loop;
  end loop;
  return
    strip(to_tsvector('pg_catalog.english', regexp_replace(v_text, cjk_letters(), ' ', 'g')))
    || array_to_tsvector(v_terms);
end
$$;

comment on function search_vector(text) is
  'Internal: The words of a text: English stems, and pairs of neighbouring Chinese, Japanese or Korean letters.';
