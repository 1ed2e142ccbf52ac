-- Who may use a channel. A query over many channels reads the settings of the scope once and passes them,
-- because reading them costs more than all other conditions of a row.
create or replace function channel_serves_user(
  p_config_scope text, p_owner_id uuid, p_group_id uuid, p_user_id uuid, p_group_ids uuid[]
)
returns boolean
language sql immutable parallel safe
return p_config_scope = 'tenant' and p_user_id is not null
  or p_config_scope = 'group' and p_group_id = any (p_group_ids)
  or p_config_scope = 'personal' and p_owner_id = p_user_id;

comment on function channel_serves_user(text, uuid, uuid, uuid, uuid[]) is
  'Internal: Whether a user may send requests through a channel of the tenant, while it is available.';
