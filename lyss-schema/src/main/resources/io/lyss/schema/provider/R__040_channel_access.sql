-- Who may see, use and change which channel, said once. The policies, the lists, the check, the
-- explanation and the selection all rest on these functions, and on the view below them.
--
-- They compare columns with settings and read no table, and PostgreSQL puts their bodies in the place
-- of the call; each arm of an "or" begins like one of the indexes of names.

-- Everybody in the tenant sees the tenant's channels, who is in a group and the tenant's
-- administrators see the group's, and the owner alone sees a personal one.
create or replace function can_see_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
returns boolean
language sql stable parallel safe
return p_config_scope = 'tenant' and current_tenant_id() is not null and current_user_id() is not null
  or p_config_scope = 'group'
    and (p_group_id = any (current_group_ids()) or current_user_is_tenant_admin())
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_see_channel(text, uuid, uuid) is
  'Internal: Whether who is asking sees a channel of their tenant.';

-- Like seeing, but administering a tenant lets nobody use a group's channel.
create or replace function can_use_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
returns boolean
language sql stable parallel safe
return p_config_scope = 'tenant' and current_tenant_id() is not null and current_user_id() is not null
  or p_config_scope = 'group' and p_group_id = any (current_group_ids())
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_use_channel(text, uuid, uuid) is
  'Whether who is asking may send requests through a channel of their tenant, while it is available.';

-- What is shared the tenant's administrators change; being in a group gives no right to.
create or replace function can_change_channel(
  p_config_scope text, p_owner_id uuid, p_group_id uuid
)
returns boolean
language sql stable parallel safe
return p_config_scope in ('tenant', 'group') and current_user_is_tenant_admin()
  or p_config_scope = 'personal' and p_owner_id = current_user_id();

comment on function can_change_channel(text, uuid, uuid) is
  'Internal: Whether who is asking may make, change and delete a channel of their tenant.';

-- Whether a channel can serve a request at a time. One that has failed cools down, and then is
-- available to one request, which has until probe_until to say how it went.
create or replace function channel_state(
  p_type_status text,
  p_status integer,
  p_quota bigint,
  p_used_quota bigint,
  p_retry_at timestamptz,
  p_probe_until timestamptz,
  p_at timestamptz
)
returns text
language sql immutable parallel safe
return case
  when p_type_status <> 'active' or p_status = 2 then 'disabled'
  when p_quota <> -1 and p_used_quota >= p_quota then 'exhausted'
  when p_status = 3 and (p_retry_at > p_at or coalesce(p_probe_until > p_at, false)) then 'cooling'
  else 'available'
end;

comment on function channel_state(
  text, integer, bigint, bigint, timestamptz, timestamptz, timestamptz
) is
  'Internal: available, disabled, exhausted or cooling: whether a channel can serve a request at a time.';

-- What serves a channel's requests, and whether it does now; of the channels that are seen.
create or replace view channel_states with (security_invoker = true) as
select
  c.tenant_id,
  c.id,
  c.config_scope,
  c.owner_id,
  c.group_id,
  c.priority,
  c.weight,
  c.status,
  c.models,
  c.model_mapping,
  t.name as type_name,
  t.base_url,
  t.api_format,
  channel_state(
    t.status, c.status, c.quota, c.used_quota, c.retry_at, c.probe_until, statement_timestamp()
  ) as state,
  greatest(c.retry_at, c.probe_until) as retry_at
from provider_channels as c
join provider_types as t on t.id = c.type;

grant select on channel_states to lyss_definer;

comment on view channel_states is
  'The channels that who is asking sees, and whether each is available.';

-- Why who is asking may use a channel now, or why not. What they do not see "is not found".
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
  'Why who is asking may use a channel now, or why not: one row.';
