-- The soft limit is shared out until it was published as reached, so that no request exceeds it unnoticed.
create or replace function limit_dealt(
  p_hard_limit numeric, p_soft_limit numeric, p_warned numeric
)
returns numeric
language sql immutable parallel safe
return case when p_soft_limit <> coalesce(p_warned, -1) then p_soft_limit else p_hard_limit end;

comment on function limit_dealt(numeric, numeric, numeric) is
  'Internal: The limit that a counter''s rooms are shares of: the soft or the hard one.';
