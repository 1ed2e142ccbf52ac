-- Users who see a channel see its health. Functions write it.
drop policy if exists channel_health_select on channel_health;
create policy channel_health_select on channel_health for select to authenticated_users
  using (tenant_id = current_tenant_id() and can_see_channel(config_scope, owner_id, group_id));

drop policy if exists channel_health_system_select on channel_health;
create policy channel_health_system_select on channel_health for select to lyss_system
  using (current_system_reason() <> '');
