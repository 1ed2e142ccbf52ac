-- Whether something is kept for less time than before; null is for ever. Intervals are compared by the
-- calendar, on the days of four years: "1 year" and "365 days" are equal on some days and differ on others.
create or replace function keeps_less(p_keep interval, p_before interval) returns boolean
language sql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select p_keep is not null and (
    p_before is null or exists (
      select from generate_series(timestamp '2021-01-01', timestamp '2024-12-31', interval '1 day') as d
      where d - p_keep > d - p_before))
$$;

comment on function keeps_less(interval, interval) is
  'Internal: Whether the first is shorter than the second on some day; null is for ever.';
