-- Until when there are partitions without a gap, from now on: one that was made for a year far ahead hides none that is
-- missing before it. Where now is in none, it is when the last one before ended, and now where there was none.
create or replace function partitions_end(p_table regclass) returns timestamptz
language sql stable
set search_path = ${schema}, pg_temp
as $$
  with bounds as materialized (select b.from_time, b.to_time from partition_bounds(p_table) as b)
  select case
    when exists (select from bounds as b where b.from_time <= statement_time() and b.to_time > statement_time()) then (
      select min(b.to_time) from bounds as b
      where b.to_time > statement_time()
        and not exists (select from bounds as n where n.from_time = b.to_time))
    else coalesce(
      (select max(b.to_time) from bounds as b where b.to_time <= statement_time()), statement_time())
  end
$$;

comment on function partitions_end(regclass) is
  'Internal: Until when a table has partitions without a gap, from now on.';
