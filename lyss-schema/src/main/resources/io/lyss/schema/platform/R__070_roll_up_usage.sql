-- Adds the usage between two watermarks to the roll-ups. Requests and corrections are read once and summed by
-- quarters of an hour, these by days, and the days by what is left of them.
--
-- Rows are inserted in the order of their index: in the order in which they are hashed, each would go to another page
-- of it, and the first roll-up of many requests would read and write all pages again and again. So it sorts, although
-- enable_sort is off, which has the sums hashed; PostgreSQL counts such a sort so high that it would compile each plan,
-- so jit is off.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function roll_up_usage(
  p_next bigint,
  p_open bigint[],
  p_new_next bigint,
  p_new_open bigint[],
  p_from timestamptz,
  p_to timestamptz
)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
set jit = off
as $$
declare
  v_first constant bigint := least(p_next, (select min(s) from unnest(p_open) as s));
  v_rolled_up bigint;
begin
  with fresh as materialized (
    select
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.provider_id, f.model, f.outcome, f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.tokens) as tokens,
      sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms,
      sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms,
      min(f.recorded_at) as first_used_at,
      max(f.recorded_at) as last_used_at
    from usage_facts as f
    where f.stamp between v_first and 9223372036854775807
      and (f.stamp >= p_next or f.stamp = any (p_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.provider_id, f.model, f.outcome, f.currency
  ), quarter_hours as (
    insert into usage_quarter_hours as t (
      quarter_hour, user_id, provider_id, model, outcome, currency, requests, unpriced, tokens,
      cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      f.quarter_hour, f.user_id, f.provider_id, f.model, f.outcome, f.currency, f.requests,
      f.unpriced, f.tokens, f.cost, f.timed, f.duration_ms, f.streamed, f.time_to_first_token_ms
    from fresh as f
    order by f.quarter_hour, f.user_id
    on conflict (
      quarter_hour, user_id, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), by_day as materialized (
    select
      (f.quarter_hour at time zone 'UTC')::date as day,
      f.user_id, f.provider_id, f.model, f.outcome, f.currency,
      sum(f.facts) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.tokens) as tokens,
      sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms,
      sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms,
      min(f.first_used_at) as first_used_at,
      max(f.last_used_at) as last_used_at
    from fresh as f
    group by
      (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.provider_id, f.model, f.outcome,
      f.currency
  ), days as (
    insert into usage_days as t (
      day, user_id, provider_id, model, outcome, currency, requests, unpriced, tokens, cost,
      timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      d.day, d.user_id, d.provider_id, d.model, d.outcome, d.currency, d.requests, d.unpriced,
      d.tokens, d.cost, d.timed, d.duration_ms, d.streamed, d.time_to_first_token_ms
    from by_day as d
    order by d.day, d.user_id
    on conflict (
      day, user_id, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), totals as (
    insert into usage_totals as t (
      day, provider_id, model, outcome, currency, requests, unpriced, tokens, cost, timed,
      duration_ms, streamed, time_to_first_token_ms
    )
    select
      d.day, d.provider_id, d.model, d.outcome, d.currency,
      sum(d.requests), sum(d.unpriced), sum(d.tokens), sum(d.cost), sum(d.timed),
      sum(d.duration_ms), sum(d.streamed), sum(d.time_to_first_token_ms)
    from by_day as d
    group by
      d.day, d.provider_id, d.model, d.outcome, d.currency
    on conflict (
      day, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), providers as (
    insert into usage_of_providers as t (
      provider_id, user_id, currency, requests, unpriced, tokens, cost, first_used_at,
      last_used_at
    )
    select
      d.provider_id, d.user_id, d.currency, sum(d.requests), sum(d.unpriced), sum(d.tokens),
      sum(d.cost), min(d.first_used_at), max(d.last_used_at)
    from by_day as d
    group by
      d.provider_id, d.user_id, d.currency
    on conflict (
      provider_id, user_id, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      first_used_at = least(t.first_used_at, excluded.first_used_at),
      last_used_at = greatest(t.last_used_at, excluded.last_used_at)
  )
  select coalesce(sum(d.facts), 0) into v_rolled_up from by_day as d;
  return v_rolled_up;
end
$$;

revoke execute on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz)
  from public;

comment on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz) is
  'Internal: Adds the usage between two watermarks to the roll-ups; returns how many rows.';

select set_config('role', current_setting('lyss.migrating_role'), true);
