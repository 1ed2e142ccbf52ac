-- 26 hours after a day has begun it is the next one, also where the clock is set back. Queries that call it have it inlined.
create or replace function local_day(p_at timestamptz, p_zone text)
returns table (starts_at timestamptz, ends_at timestamptz)
language sql stable parallel safe rows 1
as $$
  select d.starts_at, d.ends_at
  from (
    select z.starts_at, ${schema}.usage_bucket(z.starts_at + interval '26 hours', 'day', p_zone) as ends_at
    from (select ${schema}.usage_bucket(p_at, 'day', p_zone)) as z (starts_at)
  ) as d
  where d.starts_at <= p_at
    and ${schema}.is_local_day(p_starts_at => d.starts_at, p_ends_at => d.ends_at, p_zone => p_zone)
$$;

comment on function local_day(timestamptz, text) is
  'Internal: The day of a time zone that a time is in; nothing where it is no day of is_local_day().';
