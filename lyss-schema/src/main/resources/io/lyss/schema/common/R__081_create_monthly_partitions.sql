-- A scheduled job calls it at least once a month; each migration calls it too.
create or replace function create_monthly_partitions(p_months_ahead integer default 3)
returns setof regclass
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  select create_monthly_partition(
    t, ((${schema}.statement_time() at time zone 'UTC')::date + make_interval(months => m))::date)
  from
    (
      select p.partrelid::regclass
      from pg_partitioned_table as p
      join pg_class as c on c.oid = p.partrelid
      where c.relnamespace = to_regnamespace('${schema}')
    ) as partitioned (t),
    -- last month's as well, as usage that ended then may be recorded now
    generate_series(-1, p_months_ahead) as m
$$;

revoke execute on function create_monthly_partitions(integer) from public;
grant execute on function create_monthly_partitions(integer) to lyss_system;

comment on function create_monthly_partitions(integer) is
  'Makes the partitions of last month, this month and the months ahead, of every partitioned table.';
