-- Exact, as an alarm has to be: the size of the default partition says nothing, as rows that were
-- moved take room until they are vacuumed. A monitor asks often, so a million is not counted on.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function default_rows(p_table regclass) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rows bigint;
begin
  execute format(
    -- Citus takes a row without columns for something else
    'select count(*) from (select 1 from %s where %s limit 1000000) as r',
    p_table, ${schema}.default_condition(p_table))
  into v_rows;
  return v_rows;
end
$$;

revoke execute on function default_rows(regclass) from public;
grant execute on function default_rows(regclass) to lyss_system, pg_monitor;

do $$
begin
  execute format(
    'grant execute on function default_rows(regclass) to %I',
    (select pg_get_userbyid(proowner) from pg_proc where oid = 'trim_blank(text)'::regprocedure));
end
$$;

comment on function default_rows(regclass) is
  'Internal: How many rows of a table came for a month that had no partition, and are not in one yet; at most a million.';

select set_config('role', current_setting('lyss.migrating_role'), true);
