-- If so, the rows of the table lie on nodes of Citus, and its files here are empty.
create or replace function is_distributed(p_table regclass) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_distributed boolean := false;
begin
  if to_regclass('pg_catalog.pg_dist_partition') is not null then
    execute 'select exists (select from pg_catalog.pg_dist_partition where logicalrelid = $1)'
    into v_distributed using p_table;
  end if;
  return v_distributed;
end
$$;

comment on function is_distributed(regclass) is 'Internal: Whether a table is distributed by Citus.';
