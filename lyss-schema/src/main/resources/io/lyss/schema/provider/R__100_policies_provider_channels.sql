-- can_see_channel and can_change_channel decide who sees and who changes a channel.
drop policy if exists provider_channels_select on provider_channels;
create policy provider_channels_select on provider_channels for select to authenticated_users
  using (tenant_id = current_tenant_id() and can_see_channel(config_scope, owner_id, group_id));

drop policy if exists provider_channels_update on provider_channels;
create policy provider_channels_update on provider_channels for update to authenticated_users
  using (
    tenant_id = current_tenant_id() and can_change_channel(config_scope, owner_id, group_id)
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id() and can_change_channel(config_scope, owner_id, group_id)
    and current_tenant_is_active()
  );

drop policy if exists provider_channels_delete on provider_channels;
create policy provider_channels_delete on provider_channels for delete to authenticated_users
  using (
    tenant_id = current_tenant_id() and can_change_channel(config_scope, owner_id, group_id)
    and current_tenant_is_active()
  );

drop policy if exists provider_channels_system_select on provider_channels;
create policy provider_channels_system_select on provider_channels for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists provider_channels_system_update on provider_channels;
create policy provider_channels_system_update on provider_channels for update to lyss_system
  using (current_system_reason() <> '')
  with check (current_system_reason() <> '');

drop policy if exists provider_channels_system_delete on provider_channels;
create policy provider_channels_system_delete on provider_channels for delete to lyss_system
  using (current_system_reason() <> '');
