-- Search looks for the first 1,000 characters of what a person types, up to the end of a word. Every
-- word becomes one level of the condition: a pasted document would take seconds to become one, and
-- then exceed the depth of the server's stack.
--
-- A word that may go on beyond them is left out as a whole. Of a run of Chinese only its last letter
-- is: a mark behind it could make it another one.
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
  'Internal: What search looks for: the first 1,000 characters of what was typed, up to the end of a word, as search compares them.';
