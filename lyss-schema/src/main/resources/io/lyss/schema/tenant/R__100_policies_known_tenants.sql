-- A tenant's scope sees what is known of its tenant, as it is looked up when the scope is bound.
-- Functions write it.
drop policy if exists known_tenants_select on known_tenants;
create policy known_tenants_select on known_tenants for select to authenticated_users
  using (tenant_id = current_tenant_id());

drop policy if exists known_tenants_system_select on known_tenants;
create policy known_tenants_system_select on known_tenants for select to lyss_system
  using (current_system_reason() <> '');
