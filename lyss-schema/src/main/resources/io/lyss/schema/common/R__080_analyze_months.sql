-- The job of statistics. Autovacuum analyzes each partition, and never the table as a whole.
create or replace function analyze_months(p_table regclass) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ${schema}.refuse_unsealed();
  perform ${schema}.monthly_table(p_table);
  execute format('analyze (skip_locked) %s', p_table);
  return 1;
end
$$;

revoke execute on function analyze_months(regclass) from public;
grant execute on function analyze_months(regclass) to lyss_system;

comment on function analyze_months(regclass) is
  'Internal: The job of statistics: analyzes a table that is partitioned by month.';
