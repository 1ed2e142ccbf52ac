-- The job that removes erased persons from statistics; stale_statistics() lists the tables.
create or replace function analyze_persons(p_table text) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ${schema}.refuse_unsealed();
  perform from ${schema}.personal_tables() as t
  join pg_class as c on c.oid = to_regclass(format('${schema}.%I', t.table_name)) and c.relkind = 'r'
  where t.table_name = p_table;
  if not found then
    raise exception '% is no table about persons', coalesce(p_table, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  execute format('analyze (skip_locked) ${schema}.%I', p_table);
  return 1;
end
$$;

revoke execute on function analyze_persons(text) from public;
grant execute on function analyze_persons(text) to lyss_system;

comment on function analyze_persons(text) is
  'Internal: Analyzes a table that has personal data and no months.';
