-- What the roll-ups add up: each request once, and each correction as a difference. Requests of a dropped month
-- have no row any more; they were rolled up before. A column of a domain is cast to its base type: with two
-- parts of one type PostgreSQL plans the view as one table.
create or replace view usage_facts with (security_invoker = true) as
select
  s.recorded_at,
  s.stamp,
  s.user_id,
  s.provider_id,
  s.model::varchar,
  s.outcome::varchar,
  s.currency::bpchar as currency,
  1::bigint as requests,
  (s.cost is null)::integer::bigint as unpriced,
  s.tokens_used::bigint as tokens,
  coalesce(s.cost, 0) as cost,
  (s.duration_ms is not null)::integer::bigint as timed,
  coalesce(s.duration_ms, 0)::bigint as duration_ms,
  (s.time_to_first_token_ms is not null)::integer::bigint as streamed,
  coalesce(s.time_to_first_token_ms, 0)::bigint as time_to_first_token_ms
from usage_statistics as s
union all
select
  s.recorded_at,
  a.stamp,
  s.user_id,
  s.provider_id,
  s.model::varchar,
  s.outcome::varchar,
  a.currency::bpchar,
  a.requests,
  a.unpriced,
  a.requests * s.tokens_used::bigint,
  a.cost,
  a.requests * (s.duration_ms is not null)::integer,
  a.requests * coalesce(s.duration_ms, 0)::bigint,
  a.requests * (s.time_to_first_token_ms is not null)::integer,
  a.requests * coalesce(s.time_to_first_token_ms, 0)::bigint
from usage_adjustments as a
join usage_statistics as s on s.id = a.usage_id and s.recorded_at = a.usage_recorded_at;

grant select on usage_facts to lyss_definer;

comment on view usage_facts is
  'Requests and corrections as the roll-ups add them up, as far as the caller sees them.';
