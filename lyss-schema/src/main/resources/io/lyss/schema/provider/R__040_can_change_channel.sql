-- The tenant's administrators change shared channels; members of a group do not.
create or replace function can_change_channel(
  p_config_scope text, p_owner_id uuid, p_group_id uuid
)
returns boolean
language sql stable parallel safe
return p_config_scope in ('tenant', 'group') and current_user_is_tenant_admin()
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_change_channel(text, uuid, uuid) is
  'Internal: Whether the caller may create, change and delete a channel of their tenant.';
