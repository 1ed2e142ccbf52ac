-- The hash of a memory's text. A text that shows nothing has the hash of an empty one, which the check of the column
-- refuses.
--
-- It was made in a V file, because a column stores what it returns; it must return the same for each text that
-- can be stored. A memory is a sentence or two, and longer than 10,000 characters is no model's input for a
-- vector. The bound is here, because the hash is made before any constraint is checked.
--
-- convert_to is only stable, because somebody could create another conversion; that to UTF-8 does not change.
create or replace function memory_hash(p_text text) returns varchar
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
  return encode(
    sha256(convert_to(case when not_blank(p_text) then normal_memory_text(p_text) else '' end, 'UTF8')), 'hex');
end
$$;

comment on function memory_hash(text) is
  'SHA-256 of a text in normal form, in hexadecimal: the same for texts that are one memory; refuses texts of more than 10,000 characters.';
