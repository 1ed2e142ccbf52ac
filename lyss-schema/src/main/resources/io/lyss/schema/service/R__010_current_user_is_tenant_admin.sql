-- Within a tenant a super_admin may do what a tenant_admin may. Beyond the tenant they need the scope of an
-- administrator of the platform, which the host has to ask for.
create or replace function current_user_is_tenant_admin() returns boolean
language sql stable parallel safe
return scope_holds()
  and coalesce(current_setting('app.current_role', true), '') in ('tenant_admin', 'super_admin');

comment on function current_user_is_tenant_admin() is
  'Whether the user whose scope is bound administers the tenant.';
