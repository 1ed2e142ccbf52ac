-- Until when there are partitions without a gap, from now on: a partition for a far year hides no gap before
-- it. If no partition has the present month, it is the end of the last partition before, or now if there is
-- none.
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
