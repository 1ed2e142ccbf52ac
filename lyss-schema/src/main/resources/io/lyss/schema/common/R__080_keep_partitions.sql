-- The job of partitions: one step. A month that cannot be made, because a DBA has put something in its place, is
-- passed over, and named.
create or replace function keep_partitions(p_table regclass) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_passed_over text;
begin
  -- rows in the default partition first: no month is made while many of them are left
  if not is_distributed(p_table) and move_default_rows(p_table) then
    return 1;
  end if;
  for v_month in -1 .. 3 loop
    begin
      perform create_monthly_partition(
        p_table,
        date_trunc('month', (statement_time() at time zone 'UTC') + make_interval(months => v_month))::date);
    exception
      -- a table of that name which is no partition, or a partition with a part of the month
      when duplicate_table or invalid_object_definition then
        v_passed_over := concat_ws('; ', v_passed_over, sqlerrm);
    end;
  end loop;
  if v_passed_over is not null then
    execute format('set local lyss.passed_over = %L', v_passed_over);
  end if;
  return 0;
end
$$;

revoke execute on function keep_partitions(regclass) from public;
grant execute on function keep_partitions(regclass) to lyss_system;

comment on function keep_partitions(regclass) is
  'Internal: The job of the partitions of a table: a step; 1 where more is to be done.';
