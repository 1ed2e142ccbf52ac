-- Part of the scope, as current_tenant_id is; empty instead of null, so that no comparison returns null.
create or replace function current_user_role() returns text
language sql stable parallel safe
return coalesce(case when scope_holds() then current_setting('app.current_role', true) end, '');

comment on function current_user_role() is
  'The role of the user whose scope is bound: super_admin, tenant_admin or end_user; else empty.';
