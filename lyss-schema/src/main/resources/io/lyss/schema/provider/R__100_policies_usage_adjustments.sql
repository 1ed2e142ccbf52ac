-- As for the requests that they correct.
drop policy if exists usage_adjustments_select on usage_adjustments;
create policy usage_adjustments_select on usage_adjustments for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists usage_adjustments_system_select on usage_adjustments;
create policy usage_adjustments_system_select on usage_adjustments for select to lyss_system
  using (current_system_reason() <> '');
