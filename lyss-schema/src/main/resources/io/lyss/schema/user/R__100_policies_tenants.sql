-- A tenant sees its own row and changes nothing in it: it does not set its own plan and limits.
drop policy if exists tenants_select on tenants;
create policy tenants_select on tenants for select to authenticated_users
  using (id = current_tenant_id());

drop policy if exists tenants_system_select on tenants;
create policy tenants_system_select on tenants for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists tenants_system_insert on tenants;
create policy tenants_system_insert on tenants for insert to lyss_system
  with check (current_system_reason() <> '');

drop policy if exists tenants_system_update on tenants;
create policy tenants_system_update on tenants for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');
