-- The users of a tenant see its own roles and the built-in ones. Functions change them.
drop policy if exists roles_select on roles;
create policy roles_select on roles for select to authenticated_users
  using (
    current_tenant_id()::text <> ''
    and tenant_id in (current_tenant_id(), platform_tenant_id())
  );

drop policy if exists roles_system_select on roles;
create policy roles_system_select on roles for select to lyss_system
  using (current_system_reason() <> '');
