-- The job of partitions: one step.
create or replace function keep_partitions(p_table regclass) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  -- rows in the default partition first: no month is made while many of them are left
  if not is_distributed(p_table) and move_default_rows(p_table) then
    return 1;
  end if;
  perform create_monthly_partition(
    p_table,
    date_trunc('month', (statement_time() at time zone 'UTC') + make_interval(months => m))::date)
  from generate_series(-1, 3) as m;
  return 0;
end
$$;

revoke execute on function keep_partitions(regclass) from public;
grant execute on function keep_partitions(regclass) to lyss_system;

comment on function keep_partitions(regclass) is
  'Internal: The job of the partitions of a table: a step; 1 where more is to be done.';
