-- Whether a text can be a name: it shows something, and neither begins nor ends with what trim_blank() takes away.
-- Variation selectors may stand at its end, because they belong to the character before. Why it is in plpgsql,
-- and looks at two characters first, is said at not_blank().
create or replace function is_trimmed(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return ascii(p_text) between 33 and 126 and ascii(right(p_text, 1)) between 33 and 126
    or not_blank(p_text) and p_text = trim_blank(p_text);
end
$$;

comment on function is_trimmed(text) is
  'Internal: Whether a text shows something, and nothing that is blank is at its ends.';
