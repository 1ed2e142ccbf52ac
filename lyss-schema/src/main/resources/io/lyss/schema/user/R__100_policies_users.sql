-- Within the tenant, users see themselves and administrators see all. Both change names, addresses and
-- passwords; for a super_admin, only that user does. Functions create users, and change role and status.
drop policy if exists users_select on users;
create policy users_select on users for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists users_update on users;
create policy users_update on users for update to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (id = current_user_id() or current_user_is_tenant_admin() and role <> 'super_admin')
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id()
    and (id = current_user_id() or current_user_is_tenant_admin() and role <> 'super_admin')
    and current_tenant_is_active()
  );

drop policy if exists users_system_select on users;
create policy users_system_select on users for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists users_system_update on users;
create policy users_system_update on users for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');
