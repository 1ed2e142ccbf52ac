-- The part of drop_expired_partitions() that locks and drops, where Citus distributes the table. The owner of the
-- tables calls it, and all that it calls has the owner's rights: so a node is reached over one connection, and the
-- drop does not wait for what the same transaction has read or written there as another role.
--
-- It locks on the coordinator alone, through which everybody reads and writes. A transaction keeps its locks there
-- until all nodes have committed it. What a node has prepared, and has not been told to commit yet, holds locks on
-- the node: the drop then fails after lock_timeout, and nothing is lost.
create or replace function drop_on_nodes(p_table regclass, p_partitions regclass[]) returns setof text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table record;
  v_adjustments regclass;
  v_carry_over text;
  v_bounds record;
  v_name text;
  v_bytes jsonb := '{}';
begin
  v_table := ${schema}.monthly_table(p_table);
  -- Citus measures nothing once something is written
  for v_bounds in select p as partition from unnest(p_partitions) as p loop
    execute 'select $1 || jsonb_build_object($2, citus_total_relation_size($2))'
    into v_bytes using v_bytes, v_bounds.partition;
  end loop;
  if v_table.name = 'usage_records' then
    v_adjustments := to_regclass(format('%I.%I', '${schema}', 'usage_adjustments'));
    execute 'select ${schema}.roll_up_rest(''infinity'', ''infinity'')'; -- only locks the watermark
  end if;
  v_carry_over := to_regproc(format('%I.%I', '${schema}', 'carry_over_' || v_table.name));
  if v_carry_over is not null then
    for v_bounds in
      select b.from_time, b.to_time from ${schema}.partition_bounds(p_table) as b
      where b.partition = any (p_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_carry_over) using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  set local citus.enable_ddl_propagation = off;
  perform ${schema}.lock_tables(
    array[p_table, v_table.default_partition, v_adjustments] || p_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(p_partitions)]));
  set local citus.enable_ddl_propagation = on;
  for v_bounds in
    select b.* from ${schema}.partition_bounds(p_table) as b
    where b.partition = any (p_partitions)
    order by b.from_time
  loop
    if v_adjustments is not null then
      execute 'select ${schema}.roll_up_rest($1, $2)' using v_bounds.from_time, v_bounds.to_time;
    end if;
    v_name := (select relname from pg_class where oid = v_bounds.partition);
    return next v_name;
    execute format('drop table %s', v_bounds.partition);
    perform ${schema}.enter_dropped_partition(
      v_table.name, v_name, (v_bytes ->> v_bounds.partition::text)::bigint);
  end loop;
end
$$;

revoke execute on function drop_on_nodes(regclass, regclass[]) from public;

comment on function drop_on_nodes(regclass, regclass[]) is
  'Internal: Drops partitions of a table that Citus distributes; returns their names.';
