-- Two memories are the same if their texts are, in normal form; the hash of that is unique for a
-- user.
--
-- These functions are versioned, not repeatable: a column stores what they return, so a change of
-- their meaning takes a migration that makes that column again.

-- Compatibility forms become plain ones (full-width letters, ligatures), letters lower case, white
-- space single spaces. Lower case can put letters together that upper case cannot (there is a letter
-- ǰ and none for its capital), so the end is normalised once more. Spaces are named, as what counts as
-- one would otherwise be for the server's locale to say; nfkc has made plain ones of all the others.
create function normal_memory_text(p_text text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
  return normalize(
    ${schema}.fold_case(
      ${schema}.trim_blank(
        regexp_replace(
          normalize(${schema}.stream_safe(p_text), nfkc), '[\u0009-\u000d\u0020\u0085\u1680\u2028\u2029]+', ' ', 'g'))),
    nfkc);
end
$$;

comment on function normal_memory_text(text) is
  'Internal: A text as memories are compared: compatibility forms made plain, lower case, single spaces.';

-- A memory is a sentence or two, and longer than 10,000 characters is no model's input for a vector. The bound is here, as
-- the hash is made before any constraint is looked at.
--
-- convert_to is only stable, as somebody could create another conversion; that to UTF-8 does not change.
create function memory_hash(p_text text) returns varchar
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  if length(p_text) > 10000 then
    raise exception 'a memory has at most 10,000 characters, and not %', length(p_text)
      using
        errcode = 'check_violation',
        constraint = 'user_memories_memory_text_check',
        hint = 'It is one fact; what is longer belongs elsewhere, or is several memories.';
  end if;
  return encode(sha256(convert_to(${schema}.normal_memory_text(p_text), 'UTF8')), 'hex');
end
$$;

comment on function memory_hash(text) is
  'SHA-256 of a text in normal form, in hexadecimal: the same for texts that are one memory; refuses texts of more than 10,000 characters.';
