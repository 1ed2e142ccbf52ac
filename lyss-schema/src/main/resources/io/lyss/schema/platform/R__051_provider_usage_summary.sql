-- The usage of each active provider, all time, as far as the caller sees it: a user's own usage, or the whole
-- organization's for an administrator. It reads roll-ups, and what is not rolled up yet. A cost without a
-- currency is in that of the organization; costs in several currencies have no sum.
create or replace view provider_usage_summary with (security_invoker = true) as
select
  p.id as provider_id,
  p.name as provider_name,
  p.provider_type,
  p.scope,
  coalesce(s.unique_users, 0) as unique_users,
  coalesce(s.total_tokens, 0)::bigint as total_tokens,
  case when s.currencies > 1 then null else coalesce(s.total_cost, 0) end as total_cost,
  s.total_tokens / nullif(s.requests, 0) as avg_tokens_per_request,
  case when s.currencies <= 1 then s.total_cost / nullif(s.requests - s.unpriced, 0) end
    as avg_cost_per_request,
  s.first_used_at,
  s.last_used_at
from provider_configs as p
left join (
  select
    u.provider_id,
    count(distinct u.user_id) as unique_users,
    count(distinct coalesce(u.currency, '')) filter (where u.cost <> 0) as currencies,
    sum(u.requests) as requests,
    sum(u.unpriced) as unpriced,
    sum(u.tokens) as total_tokens,
    sum(u.cost) as total_cost,
    min(u.first_used_at) as first_used_at,
    max(u.last_used_at) as last_used_at
  from (
    select
      t.provider_id, t.user_id, t.currency, t.requests, t.unpriced, t.tokens, t.cost,
      t.first_used_at, t.last_used_at
    from usage_of_providers as t
    union all
    select
      f.provider_id, f.user_id, f.currency, f.requests, f.unpriced, f.tokens, f.cost,
      f.recorded_at, f.recorded_at
    from usage_facts as f
    where f.stamp between (select w.first_stamp from rolled_up() as w) and 9223372036854775807
      and (
        f.stamp >= (select w.next_stamp from rolled_up() as w)
        or f.stamp = any (array (select unnest(w.open_stamps) from rolled_up() as w))
      )
  ) as u
  group by u.provider_id
) as s on s.provider_id = p.id
where p.is_active;

comment on view provider_usage_summary is 'The usage of each active provider, all time.';
comment on column provider_usage_summary.unique_users is 'Users with at least one request.';
comment on column provider_usage_summary.total_cost is 'Null for costs in several currencies.';
comment on column provider_usage_summary.avg_tokens_per_request is 'Null without a request.';
comment on column provider_usage_summary.avg_cost_per_request is
  'Null without a request that has a price, and for costs in several currencies.';
