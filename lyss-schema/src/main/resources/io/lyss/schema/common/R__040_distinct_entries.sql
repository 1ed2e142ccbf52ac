-- The number of distinct entries that the planner expects in an index. It is null where the planner has no such
-- number for lyss_definer: for an index on expressions, or with a column that it may not read. It reads
-- statistics and no rows.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function distinct_entries(p_index regclass) returns float8
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_keys record;
  v_plan jsonb;
begin
  select
    x.indrelid::regclass as table_name,
    string_agg(quote_ident(a.attname), ', ') as columns,
    bool_and(has_column_privilege(x.indrelid, a.attnum, 'select')) as are_readable
  into v_keys
  from pg_index as x
  join pg_attribute as a on a.attrelid = x.indrelid and a.attnum = any (x.indkey)
  where x.indexrelid = p_index and x.indexprs is null
  group by x.indrelid;
  if v_keys.are_readable is not true then
    return null;
  end if;
  execute format('explain (format json) select from %s group by %s', v_keys.table_name, v_keys.columns)
  into v_plan;
  return v_plan -> 0 -> 'Plan' ->> 'Plan Rows';
end
$$;

revoke execute on function distinct_entries(regclass) from public;

comment on function distinct_entries(regclass) is
  'Internal: How many distinct entries the planner expects in an index; null where this is unknown.';

select set_config('role', current_setting('lyss.migrating_role'), true);
