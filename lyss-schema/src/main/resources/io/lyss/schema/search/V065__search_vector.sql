-- Words of a text, for search.
--
-- A word is a run of letters and digits between characters that are neither, wherever it stands: in
-- prose, in code, in an address. The parser of PostgreSQL makes one token of a host, a path or a
-- signed number, whose parts nobody would find; so it is given words and spaces only, and stems the
-- English among them.
--
-- A run of Chinese is one word to an English parser. So each run of letters of such scripts becomes
-- its letters and its pairs of neighbouring letters: whatever is searched for, from one letter to
-- a sentence, is then a set of these.
--
-- What is a letter, and which letters are alike, is the same on every server: no function here asks
-- the locale of the database.
--
-- These functions are versioned, not repeatable: indexes store what they return, so a change of
-- their meaning takes a migration that builds those indexes again. plpgsql on purpose: for one row
-- it is forty times faster here than the same as one SQL query.

-- Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer; no punctuation, which separates runs.
create function pair_letters() returns text
language sql immutable parallel safe
return '[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f'
  '\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc\u17dd\u2e80-\u2fdf\u3005-\u3007\u3041-\u309a'
  '\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf'
  '\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+';

comment on function pair_letters() is
  'Internal: Regular expression of a run of letters that are searched for by pairs.';

-- Marks that letters carry, such as the vowels of Hindi, are no letters to ICU; they belong to the
-- word all the same.
create function word_letters() returns text
language sql immutable parallel safe
return '[:alnum:]\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
  '\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3'
  '\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75'
  '\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d'
  '\u0d57-\u0d63\u0d81-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6'
  '\u135d-\u135f\u1712-\u1734\u1752-\u1773\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b'
  '\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2'
  '\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\ua66f-\ua672\ua674-\ua67d'
  '\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953'
  '\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec'
  '\uabed\ufe00-\ufe0f\ufe20-\ufe2f';

comment on function word_letters() is
  'Internal: What a word is made of, to stand between the brackets of a regular expression of the collation und-x-icu.';

-- A tsvector holds at most 1 MiB: 131,072 characters fit whatever they are, unless so many of them
-- take four bytes that only 87,381 do. What follows them in a longer text is stored, and not found.
-- They are cut once more at the end, as some characters become several in their plain form.
create function search_text(p_text text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
  v_text text := left(p_text, 131072);
begin
  if octet_length(v_text) = length(v_text) then
    return lower(v_text collate "C");
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
  -- a sigma is another letter at the end of a word
  v_text := replace(v_text, 'ς', 'σ');
  return left(v_text, case when octet_length(v_text) > 393216 then 87381 else 131072 end);
end
$$;

comment on function search_text(text) is
  'Internal: A text as search compares it: lower case, Latin and Greek letters without accents, full-width letters as plain ones, at most 131,072 characters.';

-- The parser judges other than ASCII letters by the server's locale, and takes 1e5 at the beginning of
-- 1e5f for a number; so such words go past it. It, too, leaves out what has more than 2,046 bytes.
create function search_words(p_text text, out english text, out others text[])
language plpgsql immutable strict parallel safe
as $$
begin
  others := '{}';
  if octet_length(p_text) = length(p_text) then
    english := regexp_replace(p_text, '[^a-z0-9 ]+', ' ', 'g');
  else
    english := regexp_replace(
      regexp_replace(p_text, ${schema}.pair_letters(), ' ', 'g') collate "und-x-icu",
      '[^ ' || ${schema}.word_letters() || ']+', ' ', 'g');
  end if;
  if octet_length(english) > length(english) or english ~ '[0-9]e[0-9]' then
    select
      coalesce(array_agg(word) filter (where not is_english), '{}'),
      coalesce(string_agg(word, ' ') filter (where is_english), '')
    into others, english
    from (
      select word, octet_length(word) = length(word) and word !~ '^[0-9]+e[0-9]' as is_english
      from unnest(string_to_array(english, ' ')) as word
      where word <> '' and octet_length(word) <= 2046
    ) as words;
  end if;
end
$$;

comment on function search_words(text) is
  'Internal: The words of a text that search_text made, its pair letters aside: those that the English parser takes, and the others.';

create function search_vector(p_text text) returns tsvector
language plpgsql immutable strict parallel safe cost 400
set search_path = ${schema}, pg_temp
as $$
declare
  v_text constant text := search_text(p_text);
  v_words record;
  v_run text;
  v_letters text[];
  v_terms text[];
begin
  v_words := search_words(v_text);
  v_terms := v_words.others;
  if octet_length(v_text) > length(v_text) then
    for v_run in select m[1] from regexp_matches(v_text, pair_letters(), 'g') as m loop
      v_letters := string_to_array(v_run, null);
      v_terms := v_terms || v_letters;
      for i in 1 .. cardinality(v_letters) - 1 loop
        v_terms := v_terms || (v_letters[i] || v_letters[i + 1]);
      end loop;
    end loop;
  end if;
  if v_terms = '{}' then
    return strip(to_tsvector('pg_catalog.english', v_words.english));
  end if;
  return
    strip(to_tsvector('pg_catalog.english', v_words.english)) || array_to_tsvector(v_terms);
end
$$;

comment on function search_vector(text) is
  'Internal: The words of a text: English stems, other words as they are, and letters and pairs of neighbouring letters of Chinese and the like.';
