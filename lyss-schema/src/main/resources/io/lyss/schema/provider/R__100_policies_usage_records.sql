-- Usage is seen by the user who caused it and by the tenant's administrators. settle_quota writes
-- it.
drop policy if exists usage_records_select on usage_records;
create policy usage_records_select on usage_records for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists usage_records_system_select on usage_records;
create policy usage_records_system_select on usage_records for select to lyss_system
  using (current_system_reason() <> '');
