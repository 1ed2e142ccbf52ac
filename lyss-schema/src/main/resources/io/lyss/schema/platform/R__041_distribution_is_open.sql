-- Whether a distribution gives access now: from its beginning to its end, and not once it is revoked.
--
-- The planner inlines it, so conditions with it use the index of active distributions.
create or replace function distribution_is_open(
  p_is_active boolean, p_valid_from timestamptz, p_valid_until timestamptz
)
returns boolean
language sql stable parallel safe
return p_is_active and p_valid_from <= statement_time()
  and (p_valid_until is null or statement_time() < p_valid_until);

comment on function distribution_is_open(boolean, timestamptz, timestamptz) is
  'Internal: Whether a distribution of this state, beginning and end gives access now.';
