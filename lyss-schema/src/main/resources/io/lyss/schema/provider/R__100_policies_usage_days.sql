-- As for the requests that they were made of.
drop policy if exists usage_days_select on usage_days;
create policy usage_days_select on usage_days for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists usage_days_system_select on usage_days;
create policy usage_days_system_select on usage_days for select to lyss_system
  using (current_system_reason() <> '');
