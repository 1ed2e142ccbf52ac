-- As can_see_channel, but administering the tenant does not let anybody use a group's channel.
create or replace function can_use_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
returns boolean
language sql stable parallel safe
return p_config_scope = 'tenant' and current_tenant_id() is not null and current_user_id() is not null
  or p_config_scope = 'group' and p_group_id = any (current_group_ids())
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_use_channel(text, uuid, uuid) is
  'Whether the caller may send requests through a channel of their tenant, while it is available.';
