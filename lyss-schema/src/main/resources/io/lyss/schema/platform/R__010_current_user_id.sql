-- The current user: the one whose scope is bound to this transaction, or 0, who owns nothing.
--
-- A setting that was bound once on a pooled connection is '' ever after, which is no integer, hence nullif. The
-- function is STABLE SQL, so that a policy that says (select current_user_id()) evaluates it once for each
-- query and not for each row.
create or replace function current_user_id() returns integer
language sql stable parallel safe
return coalesce(
  case when scope_holds() then nullif(current_setting('app.current_user_id', true), '')::integer end, 0);

comment on function current_user_id() is
  'The user whose scope is bound to this transaction; 0 without one.';
