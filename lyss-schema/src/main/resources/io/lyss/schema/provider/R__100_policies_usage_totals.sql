-- They do not distinguish users, so only administrators see them.
drop policy if exists usage_totals_select on usage_totals;
create policy usage_totals_select on usage_totals for select to authenticated_users
  using (tenant_id = current_tenant_id() and current_user_is_tenant_admin());

drop policy if exists usage_totals_system_select on usage_totals;
create policy usage_totals_system_select on usage_totals for select to lyss_system
  using (current_system_reason() <> '');
