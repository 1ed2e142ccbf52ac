-- Like can_see_channel, but administering the tenant gives no right to use a group's channel.
create or replace function can_use_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
returns boolean
language sql stable parallel safe
return current_tenant_id() is not null
  and channel_serves_user(
    p_config_scope => p_config_scope, p_owner_id => p_owner_id, p_group_id => p_group_id,
    p_user_id => current_user_id(), p_group_ids => current_group_ids());

comment on function can_use_channel(text, uuid, uuid) is
  'Whether the caller may send requests through a channel of their tenant, while it is available.';
