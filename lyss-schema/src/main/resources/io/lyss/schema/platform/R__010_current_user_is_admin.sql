-- bind_scope() reads the role with the row of the user, and binds it. So a policy compares a setting and reads
-- no table.
create or replace function current_user_is_admin() returns boolean
language sql stable parallel safe
return scope_holds() and coalesce(current_setting('app.current_role', true), '') = 'admin';

comment on function current_user_is_admin() is
  'Whether the current user was an active administrator as the scope was bound.';
