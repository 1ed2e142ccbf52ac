-- Search looks for the first 1,000 characters of what a person types. Every word becomes one level
-- of the condition: a pasted document would take seconds to become one, and then exceed the depth
-- of the server's stack.
create or replace function search_input(p_text text) returns text
language sql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
  select left(search_text(left(p_text, 1000)), 1000)
$$;

comment on function search_input(text) is
  'Internal: What search looks for: the first 1,000 characters of what was typed, as search compares them.';
