-- A group is seen by its members and by the tenant's administrators, who also change and
-- delete it, and create one by a function.
drop policy if exists user_groups_select on user_groups;
create policy user_groups_select on user_groups for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (id = any (current_group_ids()) or current_user_is_tenant_admin())
  );

drop policy if exists user_groups_update on user_groups;
create policy user_groups_update on user_groups for update to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and current_user_is_tenant_admin()
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id()
    and current_user_is_tenant_admin()
    and current_tenant_is_active()
  );

drop policy if exists user_groups_delete on user_groups;
create policy user_groups_delete on user_groups for delete to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and current_user_is_tenant_admin()
    and current_tenant_is_active()
  );

drop policy if exists user_groups_system_select on user_groups;
create policy user_groups_system_select on user_groups for select to lyss_system
  using (current_system_reason() <> '');
