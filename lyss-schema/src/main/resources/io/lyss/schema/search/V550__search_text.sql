-- What shows nothing inside a word does not part it: a soft hyphen, a joiner, a mark of direction, the variant of
-- a letter or sign. Nobody who searches for a word sees them, or types them. Search leaves them out, and the marks
-- that put a digit on a key. So 1 is found where an emoji is made of it, and what follows an emoji at once.
--
-- Two characters of no width are set between words: where scripts without spaces may break a line (U+200B), and in
-- Persian (U+200C). The first is left out between letters of such scripts, whose parts are found anyway. It parts
-- other words. The second parts words in Arabic letters, and is left out of others.
--
-- What is left out goes first, as a mark combines with the letter before. Indexes are not built again: texts of before
-- that have such characters are found as they were, until a DBA builds the indexes again.
create or replace function search_text(p_text text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
  v_text text := left(p_text, 131072);
  v_pair_letter text;
begin
  if octet_length(v_text) = length(v_text) then
    return lower(v_text collate "C");
  end if;
  if v_text ~ '[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]' then
    v_text := regexp_replace(
      v_text,
      '[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200d-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0'
        '\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]'
        '|(?<![\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe])\u200c',
      '', 'g');
  end if;
  v_text := ${schema}.stream_safe(v_text);
  if v_text ~ '[\u00c0-\u024f\u0300-\u036f\u0370-\u03ff\u1e00-\u1fff\u212b]' then
    -- Latin and Greek letters lose their accents; those of other scripts tell words apart
    v_text := regexp_replace(
      ${schema}.fold_case(normalize(v_text, nfkd)), '([a-zα-ω])[\u0300-\u036f]+', '\1', 'g');
    v_text := replace(replace(replace(v_text, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
    v_text := replace(replace(replace(replace(v_text, 'ø', 'o'), 'ł', 'l'), 'đ', 'd'), 'ı', 'i');
    v_text := normalize(v_text, nfkc);
  else
    v_text := ${schema}.fold_case(normalize(v_text, nfkc));
  end if;
  if strpos(v_text, E'\u200b') > 0 then
    v_pair_letter := replace(${schema}.pair_letters(), '+', '');
    v_text := regexp_replace(
      v_text, format('(?<=%1$s)\u200b+(?=%1$s)', v_pair_letter), '', 'g');
  end if;
  -- a sigma is another letter at the end of a word
  v_text := replace(v_text, 'ς', 'σ');
  return left(v_text, case when octet_length(v_text) > 393216 then 87381 else 131072 end);
end
$$;

comment on function search_text(text) is
  'Internal: A text as search compares it: lower case, Latin and Greek letters without accents, full-width letters as plain ones, without what shows nothing inside a word, at most 131,072 characters.';
