-- Each user of a tenant sees the tenant's channels. Members of a group, and the tenant's administrators, see
-- the group's; only the owner sees a personal one.
--
-- Who may see, use and change which channel is defined once: here, in can_use_channel and in
-- can_change_channel. The policies, the lists, the check, the explanation and the selection all use these
-- functions.
--
-- They compare columns with settings and read no table, and PostgreSQL inlines their bodies; each arm of an
-- "or" begins like one of the indexes of names.
create or replace function can_see_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
returns boolean
language sql stable parallel safe
return p_config_scope = 'tenant' and current_tenant_id() is not null and current_user_id() is not null
  or p_config_scope = 'group'
    and (p_group_id = any (current_group_ids()) or current_user_is_tenant_admin())
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_see_channel(text, uuid, uuid) is
  'Internal: Whether the caller sees a channel of their tenant.';
