-- Whoever reads usage compares its stamps with these.
drop policy if exists usage_tenant_watermarks_select on usage_tenant_watermarks;
create policy usage_tenant_watermarks_select on usage_tenant_watermarks for select to authenticated_users
  using (tenant_id = current_tenant_id());

drop policy if exists usage_tenant_watermarks_system_select on usage_tenant_watermarks;
create policy usage_tenant_watermarks_system_select on usage_tenant_watermarks for select to lyss_system
  using (current_system_reason() <> '');
