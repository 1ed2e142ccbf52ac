-- Users see the budgets that limit them; the tenant's administrators see all. Administrators set those of the
-- tenant's groups, users, tokens and channels, users those of their own tokens; neither changes the other's.
drop policy if exists budgets_select on budgets;
create policy budgets_select on budgets for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (
      user_id is null and group_id is null
      or user_id = current_user_id()
      or group_id = any (current_group_ids())
      or current_user_is_tenant_admin()
    )
  );

drop policy if exists budgets_update on budgets;
create policy budgets_update on budgets for update to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (
      set_by = 'tenant' and current_user_is_tenant_admin()
      or set_by = 'user' and user_id = current_user_id()
    )
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id()
    and (
      set_by = 'tenant' and current_user_is_tenant_admin()
      or set_by = 'user' and user_id = current_user_id()
    )
    and current_tenant_is_active()
  );

drop policy if exists budgets_delete on budgets;
create policy budgets_delete on budgets for delete to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (
      set_by = 'tenant' and current_user_is_tenant_admin()
      or set_by = 'user' and user_id = current_user_id()
    )
    and current_tenant_is_active()
  );

drop policy if exists budgets_system_select on budgets;
create policy budgets_system_select on budgets for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists budgets_system_update on budgets;
create policy budgets_system_update on budgets for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');

drop policy if exists budgets_system_delete on budgets;
create policy budgets_system_delete on budgets for delete to lyss_system
  using (current_system_reason() <> '');
