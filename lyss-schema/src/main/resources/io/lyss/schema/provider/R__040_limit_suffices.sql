-- Where nobody can say what a request needs, something has to be left. What needs nothing passes whatever is left.
create or replace function limit_suffices(p_hard_limit numeric, p_taken numeric, p_needed numeric)
returns boolean
language sql immutable parallel safe
return coalesce(p_needed = 0 or p_hard_limit - p_taken >= p_needed, p_hard_limit > p_taken);

comment on function limit_suffices(numeric, numeric, numeric) is
  'Internal: Whether a limit, of which so much is held and used, has enough for what needs so much, or null.';
