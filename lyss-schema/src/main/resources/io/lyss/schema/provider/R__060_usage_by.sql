-- What was used between two times, by buckets and by as many dimensions as the caller names: user,
-- token, channel, group, provider_type, model, outcome, currency. What is not named is added up, and
-- null in the answer. From roll-ups, and from what is not rolled up yet: exact at any time.
--
-- A plan for any time is expected to read far more than it does, and to compile it would take longer than to run it.
--
-- Administrators who ask for no user, token or group get it from fewer rows: of days in UTC, and of days of the tenant's
-- time zone.
--
-- Each query that Citus sends to a node has a snapshot of its own there. So the last one compares the tenant's watermark with
-- that which the others rest on, and finds nothing where there was a refresh in between; then all are asked again.
create or replace function usage_by(
  p_tenant_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_bucket text,
  p_zone text,
  p_dimensions text[],
  p_user_id uuid,
  p_token_id uuid,
  p_channel_id uuid,
  p_group_id uuid,
  p_model text
)
returns table (
  bucket timestamptz,
  user_id uuid,
  token_id uuid,
  channel_id uuid,
  group_id uuid,
  provider_type text,
  model text,
  outcome text,
  currency text,
  requests bigint,
  unpriced bigint,
  prompt_tokens bigint,
  completion_tokens bigint,
  amount numeric,
  cost numeric,
  average_time_to_first_token_ms numeric,
  average_duration_ms numeric
)
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_first bigint;
  v_next bigint;
  v_open bigint[];
  v_by_tenant constant boolean := is_on_citus() and is_distributed('usage_tenant_watermarks');
  v_of_all constant boolean :=
    (current_user_is_tenant_admin() or current_system_reason() is not null)
    and not p_dimensions && '{user,token,group}'
    and p_user_id is null and p_token_id is null and p_group_id is null;
  -- whose usage it is, where it is one user's: an index leads to it
  v_user_id constant uuid := coalesce(
    p_user_id,
    case
      when current_system_reason() is null and not current_user_is_tenant_admin()
        then current_user_id()
    end);
  v_days date[];
  -- days of the time zone that are kept, and what is left of the window between them
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_from timestamptz[];
  v_to timestamptz[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_usage_window(p_from, p_to, p_bucket, p_zone);
  if not p_dimensions
    <@ '{user,token,channel,group,provider_type,model,outcome,currency}'::text[] then
    raise exception 'dimensions are %: each is one of user, token, channel, group, provider_type, model, outcome, currency',
      p_dimensions
      using errcode = 'data_exception';
  end if;
  loop
    if v_by_tenant then
      select w.next_stamp, w.open_stamps into v_next, v_open from usage_tenant_watermarks as w
      where w.tenant_id = p_tenant_id;
      v_next := coalesce(v_next, 0);
      v_open := coalesce(v_open, '{}');
      v_first := least(v_next, (select min(s) from unnest(v_open) as s));
    else
      select w.first_stamp, w.next_stamp, w.open_stamps into v_first, v_next, v_open
      from rolled_up() as w;
    end if;
    v_days := used_days(p_tenant_id, (p_from at time zone 'UTC')::date, (p_to at time zone 'UTC')::date, v_user_id);
    if v_of_all then
      select array_agg(k.starts_at order by k.starts_at), array_agg(k.ends_at order by k.starts_at)
      into v_starts, v_ends
      from kept_local_days(
        p_tenant_id => p_tenant_id, p_from => p_from, p_to => p_to, p_bucket => p_bucket, p_zone => p_zone) as k;
    end if;
    select array_agg(g.from_at), array_agg(g.to_at) into v_from, v_to
    from unnest(p_from || v_ends, v_starts || p_to) as g (from_at, to_at)
    where g.from_at < g.to_at;
    -- "offset 0" keeps to the indexes, however many rows a plan for any time expects
    return query
      with pieces as materialized (
        select p.*
        from unnest(v_from, v_to) as g (from_at, to_at)
        cross join lateral usage_pieces(
          p_days => array(
            select d.day from unnest(v_days) as d (day)
            where (d.day + 1)::timestamp at time zone 'UTC' > g.from_at and d.day::timestamp at time zone 'UTC' < g.to_at),
          p_from => g.from_at, p_to => g.to_at, p_bucket => p_bucket, p_zone => p_zone) as p
      ), facts as (
        select
          usage_bucket(k.starts_at, p_bucket, p_zone) as bucket, null::uuid as user_id, null::uuid as token_id,
          t.channel_id, null::uuid as group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests,
          t.unpriced, t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms,
          t.streamed, t.time_to_first_token_ms
        from unnest(v_starts, v_ends) as k (starts_at, ends_at)
        cross join lateral (
          select * from usage_local_totals as t
          where t.tenant_id = p_tenant_id and t.starts_at = k.starts_at and t.ends_at = k.ends_at
          offset 0
        ) as t
        union all
        select
          p.bucket, null::uuid as user_id, null::uuid as token_id, t.channel_id,
          null::uuid as group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests,
          t.unpriced, t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms,
          t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_totals as t
          where t.tenant_id = p_tenant_id and t.day = p.whole_day
          offset 0
        ) as t
        where v_of_all
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_days as t
          where t.tenant_id = p_tenant_id and t.day = p.whole_day
          offset 0
        ) as t
        where not v_of_all and v_user_id is null
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_days as t
          where t.tenant_id = p_tenant_id and t.user_id = v_user_id and t.day = p.whole_day
          offset 0
        ) as t
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_quarter_hours as t
          where t.tenant_id = p_tenant_id
            and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
          offset 0
        ) as t
        where v_user_id is null
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_quarter_hours as t
          where t.tenant_id = p_tenant_id and t.user_id = v_user_id
            and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
          offset 0
        ) as t
        union all
        select
          usage_bucket(t.recorded_at, p_bucket, p_zone), t.user_id, t.token_id, t.channel_id,
          t.group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests, t.unpriced,
          t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms, t.streamed,
          t.time_to_first_token_ms
        from usage_facts as t
        where t.tenant_id = p_tenant_id
          and t.stamp between v_first and 9223372036854775807
          and (t.stamp >= v_next or t.stamp = any (v_open))
          and t.recorded_at >= p_from and t.recorded_at < p_to
      )
      select
        usage_bucket_start(f.bucket, p_bucket, p_zone),
        case when 'user' = any (p_dimensions) then f.user_id end as user_id,
        case when 'token' = any (p_dimensions) then f.token_id end as token_id,
        case when 'channel' = any (p_dimensions) then f.channel_id end as channel_id,
        case when 'group' = any (p_dimensions) then f.group_id end as group_id,
        case when 'provider_type' = any (p_dimensions) then f.provider_type end::text
          as provider_type,
        case when 'model' = any (p_dimensions) then f.model end::text as model,
        case when 'outcome' = any (p_dimensions) then f.outcome end::text as outcome,
        case when 'currency' = any (p_dimensions) then f.currency end::text as currency,
        sum(f.requests)::bigint,
        sum(f.unpriced)::bigint,
        sum(f.prompt_tokens)::bigint,
        sum(f.completion_tokens)::bigint,
        sum(f.amount),
        sum(f.cost),
        sum(f.time_to_first_token_ms) / nullif(sum(f.streamed), 0),
        sum(f.duration_ms) / nullif(sum(f.timed), 0)
      from facts as f
      where (v_user_id is null or f.user_id = v_user_id)
        and (p_token_id is null or f.token_id = p_token_id)
        and (p_channel_id is null or f.channel_id = p_channel_id)
        and (p_group_id is null or f.group_id = p_group_id)
        and (p_model is null or f.model = p_model)
        and (
          not v_by_tenant
          or coalesce(
            (
              select w.next_stamp || w.open_stamps from usage_tenant_watermarks as w
              where w.tenant_id = p_tenant_id
            ),
            '{0}') = v_next || v_open
        )
      group by f.bucket, 2, 3, 4, 5, 6, 7, 8, 9
      having sum(f.requests) <> 0 or sum(f.cost) <> 0
      order by 1, 2, 3, 4, 5, 6, 7, 8, 9;
    exit when found or not v_by_tenant;
    perform from usage_tenant_watermarks as w
    where w.tenant_id = p_tenant_id and (w.next_stamp <> v_next or w.open_stamps <> v_open);
    exit when not found;
  end loop;
end
$$;

comment on function usage_by(
  uuid, timestamptz, timestamptz, text, text, text[], uuid, uuid, uuid, uuid, text
) is
  'Usage between two times by buckets (all, hour, day, month) of a time zone and by dimensions, as far as the caller sees it.';
