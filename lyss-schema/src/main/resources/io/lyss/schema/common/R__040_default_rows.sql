-- The count is exact, because an alarm depends on it. The size of the default partition would not do: rows that
-- were moved take room until they are vacuumed. Monitors call it often, so it stops at a million.
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
    -- Citus misreads a row without columns.
    'select count(*) from (select 1 from %s where %s limit 1000000) as r',
    p_table, ${schema}.default_condition(p_table))
  into v_rows;
  return v_rows;
end
$$;

revoke execute on function default_rows(regclass) from public;
grant execute on function default_rows(regclass) to lyss_system, pg_monitor;

select allow_owner('execute on function default_rows(regclass)');

comment on function default_rows(regclass) is
  'Internal: How many rows of a table came for a month without a partition and are in none yet; at most a million.';

select set_config('role', current_setting('lyss.migrating_role'), true);
