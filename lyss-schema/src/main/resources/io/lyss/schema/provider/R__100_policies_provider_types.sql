-- Every tenant reads the kinds of providers; system work writes them.
drop policy if exists provider_types_select on provider_types;
create policy provider_types_select on provider_types for select to authenticated_users
  using (current_tenant_id()::text <> '');

drop policy if exists provider_types_system_select on provider_types;
create policy provider_types_system_select on provider_types for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists provider_types_system_update on provider_types;
create policy provider_types_system_update on provider_types for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');
