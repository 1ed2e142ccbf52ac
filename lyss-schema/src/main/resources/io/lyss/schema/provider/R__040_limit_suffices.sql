-- Where the need is unknown, something has to be left. A need of nothing always passes.
create or replace function limit_suffices(p_hard_limit numeric, p_taken numeric, p_needed numeric)
returns boolean
language sql immutable parallel safe
return coalesce(p_needed = 0 or p_hard_limit - p_taken >= p_needed, p_hard_limit > p_taken);

comment on function limit_suffices(numeric, numeric, numeric) is
  'Internal: Whether a limit, of which p_taken is held and used, has enough for p_needed; null for an unknown need.';
