-- What serves the requests of each channel that the caller sees, and whether it can now.
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
    t.status, c.status, c.quota <> -1 and u.used + u.held >= c.quota, c.retry_at, c.probe_until, statement_time()
  ) as state,
  greatest(c.retry_at, c.probe_until) as retry_at,
  u.used as used_quota,
  u.held as held_quota
from provider_channels as c
join provider_types as t on t.id = c.type
cross join lateral (
  select
    least(coalesce(sum(q.used), 0), 9223372036854775807)::bigint as used,
    least(coalesce(sum(q.held), 0), 9223372036854775807)::bigint as held
  from quota_counters as q
  where q.tenant_id = c.tenant_id and q.limit_id = c.id and q.measure = 'quota'
) as u;

grant select on channel_states to lyss_definer;

comment on view channel_states is
  'The channels that the caller sees, and whether each is available.';
