-- A need of nothing always passes; where the need is unknown, something has to be left. Each request calls it
-- for each slot that it looks at, so its body can be inlined.
create or replace function slot_fits(
  p_period_start timestamptz,
  p_dealt numeric,
  p_warned numeric,
  p_room numeric,
  p_limit_start timestamptz,
  p_hard_limit numeric,
  p_soft_limit numeric,
  p_needed numeric
)
returns boolean
language sql immutable parallel safe
return p_period_start >= p_limit_start
  and (
    p_needed = 0
    or p_dealt = limit_dealt(p_hard_limit, p_soft_limit, p_warned)
      and p_room >= coalesce(p_needed, 0)
      and p_room > 0
  );

comment on function slot_fits(timestamptz, numeric, numeric, numeric, timestamptz, numeric, numeric, numeric) is
  'Internal: Whether a slot of a limit, as the limit is now, has enough for a need; null for an unknown need.';
