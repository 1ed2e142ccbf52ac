-- A membership is seen by the members of the group, by its user, and by the tenant's
-- administrators. Functions change it.
drop policy if exists user_group_members_select on user_group_members;
create policy user_group_members_select on user_group_members for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (
      group_id = any (current_group_ids())
      or user_id = current_user_id()
      or current_user_is_tenant_admin()
    )
  );

drop policy if exists user_group_members_system_select on user_group_members;
create policy user_group_members_system_select on user_group_members for select to lyss_system
  using (current_system_reason() <> '');
