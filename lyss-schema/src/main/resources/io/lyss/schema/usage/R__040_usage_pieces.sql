-- A bucket (an hour, a day or a month of a time zone) is made of whole days in UTC, and of quarters of an hour
-- elsewhere. The offsets of all time zones are multiples of a quarter of an hour.
create or replace function usage_pieces(
  p_days date[], p_from timestamptz, p_to timestamptz, p_bucket text, p_zone text
)
returns table (whole_day date, from_at timestamptz, to_at timestamptz, bucket timestamptz)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with days as materialized (
      select
        d.day,
        d.starts_at,
        usage_bucket(d.starts_at, p_bucket, p_zone) as first_bucket,
        d.starts_at >= p_from and d.starts_at + interval '24 hours' <= p_to
          and usage_bucket(d.starts_at, p_bucket, p_zone) is not distinct from
            usage_bucket(d.starts_at + interval '23 hours 45 minutes', p_bucket, p_zone) as is_whole
      from (select p.day, p.day::timestamp at time zone 'UTC' from unnest(p_days) as p (day))
        as d (day, starts_at)
    )
    select d.day, null::timestamptz, null::timestamptz, d.first_bucket
    from days as d where d.is_whole
    union all
    select null::date, min(q.at), max(q.at) + interval '15 minutes', q.bucket
    from days as d
    cross join lateral (
      select s.at, usage_bucket(s.at, p_bucket, p_zone)
      from (select d.starts_at + n * interval '15 minutes' from generate_series(0, 95) as n)
        as s (at)
      where s.at >= p_from and s.at < p_to
    ) as q (at, bucket)
    where not d.is_whole
    group by d.day, q.bucket;
end
$$;

comment on function usage_pieces(date[], timestamptz, timestamptz, text, text) is
  'Internal: The whole days, and the quarters of an hour of other days, that make up the buckets of some days.';
