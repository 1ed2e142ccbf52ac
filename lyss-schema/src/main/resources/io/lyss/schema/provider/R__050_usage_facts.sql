-- What the roll-ups add up: each request once, and each correction as a difference. Requests of a dropped month
-- have no row any more; they were rolled up before. A column of a domain is cast to its base type: with two
-- parts of one type PostgreSQL plans the view as one table.
create or replace view usage_facts with (security_invoker = true) as
select
  r.tenant_id,
  r.recorded_at,
  r.stamp,
  r.user_id,
  r.token_id,
  r.channel_id,
  r.group_id,
  r.provider_type,
  r.model::varchar,
  r.outcome::varchar,
  r.currency::bpchar as currency,
  1::bigint as requests,
  (r.cost is null)::integer::bigint as unpriced,
  r.prompt_tokens::bigint,
  r.completion_tokens::bigint,
  r.amount::bigint,
  coalesce(r.cost, 0) as cost,
  (r.duration_ms is not null)::integer::bigint as timed,
  coalesce(r.duration_ms, 0)::bigint as duration_ms,
  (r.time_to_first_token_ms is not null)::integer::bigint as streamed,
  coalesce(r.time_to_first_token_ms, 0)::bigint as time_to_first_token_ms
from usage_records as r
union all
select
  r.tenant_id,
  r.recorded_at,
  a.stamp,
  r.user_id,
  r.token_id,
  r.channel_id,
  r.group_id,
  r.provider_type,
  r.model::varchar,
  r.outcome::varchar,
  a.currency::bpchar,
  a.requests,
  a.unpriced,
  a.requests * r.prompt_tokens,
  a.requests * r.completion_tokens,
  a.requests * r.amount,
  a.cost,
  a.requests * (r.duration_ms is not null)::integer,
  a.requests * coalesce(r.duration_ms, 0),
  a.requests * (r.time_to_first_token_ms is not null)::integer,
  a.requests * coalesce(r.time_to_first_token_ms, 0)
from usage_adjustments as a
join usage_records as r
  on r.tenant_id = a.tenant_id and r.id = a.usage_id and r.recorded_at = a.usage_recorded_at;

grant select on usage_facts to lyss_definer;

comment on view usage_facts is
  'Requests and corrections as the roll-ups add them up, as far as the caller sees them.';
