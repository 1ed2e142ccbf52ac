-- Which months have rows in the default partition, in UTC.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function default_months(p_table regclass) returns setof date
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query execute format(
    'select distinct date_trunc(''month'', %1$I at time zone ''UTC'')::date
     from %2$s
     where isfinite(%1$I) and (%3$s)',
    (${schema}.monthly_table(p_table)).key, p_table, ${schema}.default_condition(p_table));
end
$$;

revoke execute on function default_months(regclass) from public;

select allow_owner('execute on function default_months(regclass)');

comment on function default_months(regclass) is
  'Internal: The months whose rows are in the default partition of a table.';

select set_config('role', current_setting('lyss.migrating_role'), true);
