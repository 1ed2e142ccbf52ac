-- The channels that the caller sees, without their keys, and the state of each as a whole. The status of a
-- failing channel is 3.
do $do$
begin
  execute format(
$view$
create or replace view channel_states with (security_invoker = true) as
select
  c.tenant_id,
  c.id,
  c.name,
  c.type,
  c.config_scope,
  c.owner_id,
  c.group_id,
  c.priority,
  c.weight,
  c.models,
  c.model_mapping,
  c.quota,
  u.used as used_quota,
  u.held as held_quota,
  c.rate_limit,
  case when c.status = 1 and h.failures > 0 then 3 else c.status end as status,
  coalesce(h.failures, 0) as failures,
  greatest(h.retry_at, h.probe_until) as retry_at,
  c.created_at,
  c.updated_at,
  t.name as type_name,
  t.base_url,
  t.api_format,
  case
    when t.status <> 'active' or c.status = 2 then 'disabled'
    when is_cooling(h.failures, h.retry_at, h.probe_until, statement_time()) then 'cooling'
    else 'available'
  end as state%s
from provider_channels as c
join provider_types as t on t.id = c.type
cross join lateral (
  select
    least(coalesce(sum(q.used), 0), 9223372036854775807)::bigint as used,
    least(coalesce(sum(q.held), 0), 9223372036854775807)::bigint as held
  from quota_counters as q
  where q.tenant_id = c.tenant_id and q.limit_id = c.id and q.measure = 'quota'
) as u
left join channel_health as h
  on h.tenant_id = c.tenant_id and h.channel_id = c.id and h.model = ''
$view$,
    later_columns('channel_settings', 'rate_limit', ', c.%I'));
end
$do$;

grant select on channel_states to lyss_definer;

comment on view channel_states is
  'The channels that the caller sees, without their keys, and whether each is available.';
