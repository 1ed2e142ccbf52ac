-- The users of a tenant see how long it keeps their data. A function sets it.
drop policy if exists tenant_retention_select on tenant_retention;
create policy tenant_retention_select on tenant_retention for select to authenticated_users
  using (tenant_id = current_tenant_id());

drop policy if exists tenant_retention_system_select on tenant_retention;
create policy tenant_retention_system_select on tenant_retention for select to lyss_system
  using (current_system_reason() <> '');
