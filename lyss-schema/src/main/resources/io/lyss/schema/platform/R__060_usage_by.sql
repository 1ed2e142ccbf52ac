-- What was used between two times, by buckets and by the dimensions that the caller names: user, provider,
-- model, outcome, currency. Other dimensions are added up, and null in the result. It reads roll-ups, and what
-- is not rolled up yet: exact at any time.
--
-- The planner expects a plan for any time to read far more than it does; compiling it would take longer than
-- running it.
--
-- Administrators who ask for no user get the result from fewer rows.
create or replace function usage_by(
  p_from timestamptz,
  p_to timestamptz,
  p_bucket text,
  p_zone text,
  p_dimensions text[],
  p_user_id integer,
  p_provider_id integer,
  p_model text
)
returns table (
  bucket timestamptz,
  user_id integer,
  provider_id integer,
  model text,
  outcome text,
  currency text,
  requests bigint,
  unpriced bigint,
  tokens bigint,
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
  v_admin constant boolean := current_system_reason() is not null or current_user_is_admin();
  v_of_all constant boolean :=
    v_admin and not 'user' = any (p_dimensions) and p_user_id is null;
  -- the user, where usage of only one is read: an index finds it
  v_user_id constant integer := coalesce(
    p_user_id, case when not v_admin then current_user_id() end);
  v_days date[];
begin
  perform require_usage_window(p_from, p_to, p_bucket, p_zone);
  if not p_dimensions
    <@ '{user,provider,model,outcome,currency}'::text[] then
    raise exception 'dimensions are %: each is one of user, provider, model, outcome, currency',
      p_dimensions
      using errcode = 'data_exception';
  end if;
  select w.first_stamp, w.next_stamp, w.open_stamps into v_first, v_next, v_open
  from rolled_up() as w;
  v_days := used_days((p_from at time zone 'UTC')::date, (p_to at time zone 'UTC')::date, v_user_id);
  -- "offset 0" makes it use the indexes, however many rows a plan for any time expects
  return query
    with pieces as materialized (
      select * from usage_pieces(
        p_days => v_days, p_from => p_from, p_to => p_to, p_bucket => p_bucket, p_zone => p_zone)
    ), facts as (
      select
        p.bucket, null::integer as user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_totals as t
        where t.day = p.whole_day
        offset 0
      ) as t
      where v_of_all
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_days as t
        where t.day = p.whole_day
        offset 0
      ) as t
      where not v_of_all and v_user_id is null
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_days as t
        where t.user_id = v_user_id and t.day = p.whole_day
        offset 0
      ) as t
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_quarter_hours as t
        where t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
        offset 0
      ) as t
      where v_user_id is null
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_quarter_hours as t
        where t.user_id = v_user_id
          and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
        offset 0
      ) as t
      union all
      select
        usage_bucket(t.recorded_at, p_bucket, p_zone), t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from usage_facts as t
      where t.stamp between v_first and 9223372036854775807
        and (t.stamp >= v_next or t.stamp = any (v_open))
        and t.recorded_at >= p_from and t.recorded_at < p_to
    )
    select
      usage_bucket_start(f.bucket, p_bucket, p_zone),
      case when 'user' = any (p_dimensions) then f.user_id end as user_id,
      case when 'provider' = any (p_dimensions) then f.provider_id end as provider_id,
      case when 'model' = any (p_dimensions) then f.model end::text as model,
      case when 'outcome' = any (p_dimensions) then f.outcome end::text as outcome,
      case when 'currency' = any (p_dimensions) then f.currency end::text as currency,
      sum(f.requests)::bigint,
      sum(f.unpriced)::bigint,
      sum(f.tokens)::bigint,
      sum(f.cost),
      sum(f.time_to_first_token_ms) / nullif(sum(f.streamed), 0),
      sum(f.duration_ms) / nullif(sum(f.timed), 0)
    from facts as f
    where (v_user_id is null or f.user_id = v_user_id)
      and (p_provider_id is null or f.provider_id = p_provider_id)
      and (p_model is null or f.model = p_model)
    group by f.bucket, 2, 3, 4, 5, 6
    having sum(f.requests) <> 0 or sum(f.cost) <> 0
    order by 1, 2, 3, 4, 5, 6;
end
$$;

comment on function usage_by(
  timestamptz, timestamptz, text, text, text[], integer, integer, text
) is
  'Usage between two times by buckets (all, hour, day, month) of a time zone and by dimensions, as far as the caller sees it.';
