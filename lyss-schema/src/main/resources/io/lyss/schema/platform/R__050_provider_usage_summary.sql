-- What each active provider was used for, all time, as far as the caller can see: a user's own
-- usage, or the whole organization's for an administrator. It reads every usage row that it counts;
-- a dashboard takes provider_usage_daily instead.
create or replace view provider_usage_summary with (security_invoker = true) as
select
  p.id as provider_id,
  p.name as provider_name,
  p.provider_type,
  p.scope,
  count(distinct s.user_id) as unique_users,
  coalesce(sum(s.tokens_used), 0) as total_tokens,
  coalesce(sum(s.cost), 0) as total_cost,
  avg(s.tokens_used) as avg_tokens_per_request,
  avg(s.cost) as avg_cost_per_request,
  min(s.recorded_at) as first_used_at,
  max(s.recorded_at) as last_used_at
from provider_configs as p
left join usage_statistics as s on s.provider_id = p.id
where p.is_active
group by p.id;

comment on view provider_usage_summary is 'What each active provider was used for, all time.';
comment on column provider_usage_summary.unique_users is 'Users with at least one request.';
comment on column provider_usage_summary.avg_tokens_per_request is 'Null without a request.';
comment on column provider_usage_summary.avg_cost_per_request is 'Null without a request.';
