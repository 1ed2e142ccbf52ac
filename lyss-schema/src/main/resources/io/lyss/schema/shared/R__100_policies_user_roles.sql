-- Users see their own roles, and administrators those of all users in the tenant. Functions change them.
drop policy if exists user_roles_select on user_roles;
create policy user_roles_select on user_roles for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists user_roles_system_select on user_roles;
create policy user_roles_system_select on user_roles for select to lyss_system
  using (current_system_reason() <> '');
