-- To normalize a text, PostgreSQL sorts each run of marks that combine with a letter, in a time that grows with the
-- square of its length; nothing ends it before, no timeout and no administrator. Half a megabyte of such marks would
-- take a process for hours. So what was written by somebody is made stream-safe, as Unicode calls it, before it
-- is normalized: runs are divided by a joiner that shows nothing, after each 30. No text of any language has so many.
--
-- Marks are what is no letter, digit, punctuation or space to ICU; signs such as emoji are among them, and are
-- divided alike. This function is versioned, as columns and indexes rest on it.
create function stream_safe(p_text text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
  if p_text collate "und-x-icu" ~ '[^[:alnum:][:punct:][:space:]]{31}' then
    return regexp_replace(
      p_text collate "und-x-icu", '([^[:alnum:][:punct:][:space:]]{30})', E'\\1\u034f', 'g');
  end if;
  return p_text;
end
$$;

comment on function stream_safe(text) is
  'Internal: A text whose runs of combining marks are short enough to be normalized.';
