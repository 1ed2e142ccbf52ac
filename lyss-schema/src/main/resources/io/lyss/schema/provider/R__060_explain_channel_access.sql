-- Why the caller may use a channel now, or why not. A channel that the caller does not see "is not
-- found".
create or replace function explain_channel_access(p_tenant_id uuid, p_id uuid)
returns table (granted boolean, reason text, retry_at timestamptz)
language sql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select
    coalesce(
      can_use_channel(a.config_scope, a.owner_id, a.group_id) and a.state = 'available', false),
    case
      when a.id is null then 'channel_not_found'
      when current_tenant_id() is null then 'no_user'
      when not can_use_channel(a.config_scope, a.owner_id, a.group_id) then 'not_member'
      when a.state <> 'available' then a.state
      when a.config_scope = 'personal' then 'owner'
      when a.config_scope = 'group' then 'member'
      else 'tenant'
    end,
    case a.state when 'cooling' then a.retry_at end
  from (values (p_tenant_id, p_id)) as question (tenant_id, id)
  left join channel_states as a using (tenant_id, id)
$$;

comment on function explain_channel_access(uuid, uuid) is
  'Why the caller may use a channel now, or why not: one row.';
