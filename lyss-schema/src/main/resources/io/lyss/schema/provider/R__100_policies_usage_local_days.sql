-- They lead to sums that are the administrators'.
drop policy if exists usage_local_days_select on usage_local_days;
create policy usage_local_days_select on usage_local_days for select to authenticated_users
  using (tenant_id = current_tenant_id() and current_user_is_tenant_admin());

drop policy if exists usage_local_days_system_select on usage_local_days;
create policy usage_local_days_system_select on usage_local_days for select to lyss_system
  using (current_system_reason() <> '');
