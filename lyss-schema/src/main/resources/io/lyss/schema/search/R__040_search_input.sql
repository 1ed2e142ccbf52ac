-- Search uses the first 1,000 characters of what a person types, up to the end of a word. Each word is one
-- level of the condition: with a pasted document the condition would take seconds to build, and then exceed the
-- depth of the server's stack.
--
-- A word that may go on beyond the limit is left out. Of a run of Chinese only the last letter is left out,
-- because a mark after it could change it.
create or replace function search_input(p_text text) returns text
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
declare
  v_text constant text := left(search_text(left(p_text, 1001)), 1001);
  v_pair_letter constant text := replace(pair_letters(), '+', '');
begin
  if length(p_text) <= 1000 and length(v_text) <= 1000 then
    return v_text;
  end if;
  return regexp_replace(
    v_text collate "und-x-icu",
    format('(%1$s|((?!%1$s)[%2$s])+)$', v_pair_letter, word_letters()), '');
end
$$;

comment on function search_input(text) is
  'Internal: The part of a person''s input that search uses: its first 1,000 characters, up to the end of a word, normalized as stored text is.';
