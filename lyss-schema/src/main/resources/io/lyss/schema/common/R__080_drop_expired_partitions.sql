-- Drops whole partitions, as deleting rows leaves the space behind. It runs with its owner's
-- rights, as only the owner of a table may detach its partitions. Where a database has roll-ups of
-- the table, they keep what the rows come to.
create or replace function drop_expired_partitions(table_name regclass, keep_months integer)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_partition regclass;
begin
  for v_partition in
    select e.partition from ${schema}.expired_partitions(table_name, keep_months) as e
  loop
    return next v_partition::text;
    if to_regprocedure('${schema}.roll_up_partition(regclass)') is not null then
      execute 'select ${schema}.roll_up_partition($1)' using v_partition;
    end if;
    execute format('alter table %s detach partition %s', table_name, v_partition);
    execute format('drop table %s', v_partition);
  end loop;
end
$$;

revoke execute on function drop_expired_partitions(regclass, integer) from public;
grant execute on function drop_expired_partitions(regclass, integer) to lyss_system;

comment on function drop_expired_partitions(regclass, integer) is
  'Detaches and drops the partitions that expired_partitions lists; returns their names.';
