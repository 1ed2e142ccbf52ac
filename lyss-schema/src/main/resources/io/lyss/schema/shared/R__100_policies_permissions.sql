-- Every user with a scope sees which permissions exist.
drop policy if exists permissions_select on permissions;
create policy permissions_select on permissions for select to authenticated_users
  using (current_tenant_id()::text <> '');

drop policy if exists permissions_system_select on permissions;
create policy permissions_system_select on permissions for select to lyss_system
  using (current_system_reason() <> '');
