-- Users who see a token see the channels that it is restricted to.
drop policy if exists user_token_channels_select on user_token_channels;
create policy user_token_channels_select on user_token_channels for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists user_token_channels_system_select on user_token_channels;
create policy user_token_channels_system_select on user_token_channels for select to lyss_system
  using (current_system_reason() <> '');
