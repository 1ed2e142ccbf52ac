-- A tenant's scope sees the status of its tenant, because binding a scope reads it. Functions write it.
drop policy if exists known_tenants_select on known_tenants;
create policy known_tenants_select on known_tenants for select to authenticated_users
  using (tenant_id = current_tenant_id());

drop policy if exists known_tenants_system_select on known_tenants;
create policy known_tenants_system_select on known_tenants for select to lyss_system
  using (current_system_reason() <> '');
