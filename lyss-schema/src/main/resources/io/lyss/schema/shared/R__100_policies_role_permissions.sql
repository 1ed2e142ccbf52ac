-- Users who see a role see its permissions. Functions change them.
drop policy if exists role_permissions_select on role_permissions;
create policy role_permissions_select on role_permissions for select to authenticated_users
  using (
    current_tenant_id()::text <> ''
    and tenant_id in (current_tenant_id(), platform_tenant_id())
  );

drop policy if exists role_permissions_system_select on role_permissions;
create policy role_permissions_system_select on role_permissions for select to lyss_system
  using (current_system_reason() <> '');
