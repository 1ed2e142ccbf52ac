-- The users of a tenant see its settings; system work writes them.
drop policy if exists tenant_settings_select on tenant_settings;
create policy tenant_settings_select on tenant_settings for select to authenticated_users
  using (tenant_id = current_tenant_id());

drop policy if exists tenant_settings_system_select on tenant_settings;
create policy tenant_settings_system_select on tenant_settings for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists tenant_settings_system_insert on tenant_settings;
create policy tenant_settings_system_insert on tenant_settings for insert to lyss_system
  with check (current_system_reason() <> '');

drop policy if exists tenant_settings_system_update on tenant_settings;
create policy tenant_settings_system_update on tenant_settings for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');
