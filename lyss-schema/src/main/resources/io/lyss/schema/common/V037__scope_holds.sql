-- Whether the settings of the scope may be believed: always, until require_signed_scopes() puts in place of this
-- body that asks seal_holds(). Each function that reads a setting of the scope asks it, so a scope that does not hold
-- is as one that nobody has bound.
--
-- The planner inlines it, and what was "case when true" is as if it were not there. Versioned, so that no later
-- migration puts back this body.
create function scope_holds() returns boolean
language sql stable parallel safe
return true;

comment on function scope_holds() is
  'Internal: Whether the scope is sealed, or need not be; otherwise it counts as none.';
