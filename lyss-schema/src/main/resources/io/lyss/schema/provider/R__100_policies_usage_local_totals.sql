-- They tell nobody apart, so they are the administrators'.
drop policy if exists usage_local_totals_select on usage_local_totals;
create policy usage_local_totals_select on usage_local_totals for select to authenticated_users
  using (tenant_id = current_tenant_id() and current_user_is_tenant_admin());

drop policy if exists usage_local_totals_system_select on usage_local_totals;
create policy usage_local_totals_system_select on usage_local_totals for select to lyss_system
  using (current_system_reason() <> '');
