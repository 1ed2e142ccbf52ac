-- Adds what lies between two watermarks to the roll-ups. The requests and corrections are read once;
-- each roll-up adds up what is left of them.
--
-- To the days of a tenant's time zone that are kept they are added like to the others; one that is not kept yet
-- is added up from its quarters of an hour, once these are complete.
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
as $$
declare
  v_first constant bigint := least(p_next, (select min(s) from unnest(p_open) as s));
  v_rolled_up bigint;
  -- a day of a time zone, with an hour to spare
  v_longest constant interval := interval '26 hours';
  v_tenants uuid[];
  v_starts timestamptz[];
  v_ends timestamptz[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  with fresh as materialized (
    select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced,
      sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens,
      sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed,
      sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed,
      sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.stamp between v_first and 9223372036854775807
      and (f.stamp >= p_next or f.stamp = any (p_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency
  ), quarter_hours as (
    insert into usage_quarter_hours as t (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model,
      outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost,
      timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      f.tenant_id, f.quarter_hour, f.user_id, f.token_id, f.channel_id, f.group_id,
      f.provider_type, f.model, f.outcome, f.currency, f.requests, f.unpriced, f.prompt_tokens,
      f.completion_tokens, f.amount, f.cost, f.timed, f.duration_ms, f.streamed,
      f.time_to_first_token_ms
    from fresh as f
    on conflict (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model,
      outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), days as (
    insert into usage_days as t (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome,
      currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed,
      duration_ms, streamed, time_to_first_token_ms
    )
    select
      f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.token_id,
      f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests),
      sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount),
      sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed),
      sum(f.time_to_first_token_ms)
    from fresh as f
    group by
      f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.token_id,
      f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome,
      currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), totals as (
    insert into usage_totals as t (
      tenant_id, day, channel_id, provider_type, model, outcome, currency, requests, unpriced,
      prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
      time_to_first_token_ms
    )
    select
      f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.channel_id, f.provider_type,
      f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens),
      sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms),
      sum(f.streamed), sum(f.time_to_first_token_ms)
    from fresh as f
    group by
      f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.channel_id, f.provider_type,
      f.model, f.outcome, f.currency
    on conflict (
      tenant_id, day, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), times as materialized (
    select distinct f.tenant_id, f.quarter_hour from fresh as f
  ), kept as materialized (
    -- of the tenant's time zone, and of those that it had
    select t.tenant_id, t.quarter_hour, d.starts_at, d.ends_at
    from times as t
    join usage_local_days as d
      on d.tenant_id = t.tenant_id and d.starts_at > t.quarter_hour - v_longest
        and d.starts_at <= t.quarter_hour and d.ends_at > t.quarter_hour
  ), new_days as (
    select distinct t.tenant_id, d.starts_at, d.ends_at
    from times as t
    join tenant_settings as s on s.tenant_id = t.tenant_id
    cross join lateral local_day(t.quarter_hour, s.time_zone) as d
    where s.time_zone <> 'UTC'
      and not exists (
        select from kept as k
        where k.tenant_id = t.tenant_id and k.quarter_hour = t.quarter_hour
          and k.starts_at = d.starts_at and k.ends_at = d.ends_at
      )
  ), local_totals as (
    insert into usage_local_totals as t (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced,
      prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
      time_to_first_token_ms
    )
    select
      f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency,
      sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount),
      sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from fresh as f
    join kept as k on k.tenant_id = f.tenant_id and k.quarter_hour = f.quarter_hour
    group by
      f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  )
  select
    coalesce((select sum(f.facts) from fresh as f), 0), array_agg(d.tenant_id), array_agg(d.starts_at),
    array_agg(d.ends_at)
  into v_rolled_up, v_tenants, v_starts, v_ends
  from new_days as d;
  if v_tenants is not null then
    perform add_local_days(p_tenants => v_tenants, p_starts => v_starts, p_ends => v_ends);
  end if;
  return v_rolled_up;
end
$$;

revoke execute on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz)
  from public;

comment on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz) is
  'Internal: Adds what lies between two watermarks to the roll-ups; returns how many rows.';

select set_config('role', current_setting('lyss.migrating_role'), true);
