-- The size and the dead rows of each table, with its partitions, and two alarms: rows in the default partition,
-- and the number of days for which there are partitions without a gap.
--
-- It joins by oid, because other schemas may have tables of the same names.
create or replace view table_health with (security_invoker = true) as
select
  parent.relname::text as table_name,
  count(child.inhrelid) as partitions,
  sum(pg_total_relation_size(leaf.oid))::bigint as total_bytes,
  sum(pg_stat_get_live_tuples(leaf.oid))::bigint as live_tuples,
  sum(pg_stat_get_dead_tuples(leaf.oid))::bigint as dead_tuples,
  coalesce(
    sum(pg_relation_size(leaf.oid)) filter (where leaf.oid = partitioned.partdefid), 0
  )::bigint as default_partition_bytes,
  case
    when max(partitioned.partdefid) > 0 then ${schema}.default_rows(parent.oid::regclass)
    else 0
  end as default_rows,
  case
    when max(partitioned.partrelid) > 0 then floor(
      extract(
        epoch from least(
          ${schema}.partitions_end(parent.oid::regclass), ${schema}.statement_time() + interval '100 years'
        ) - ${schema}.statement_time()
      ) / 86400
    )::integer
  end as days_left
from pg_catalog.pg_class as parent
left join pg_catalog.pg_partitioned_table as partitioned on partitioned.partrelid = parent.oid
left join pg_catalog.pg_inherits as child on child.inhparent = parent.oid
join pg_catalog.pg_class as leaf on leaf.oid = coalesce(child.inhrelid, parent.oid)
where parent.relnamespace = to_regnamespace('${schema}')
  and parent.relkind in ('r', 'p')
  and not parent.relispartition
group by parent.oid, parent.relname;

grant select on table_health to pg_monitor;

comment on view table_health is
  'Size and dead rows of each table, its partitions included, and whether partitions are missing.';
comment on column table_health.partitions is 'How many partitions it has; 0 for a plain table.';
comment on column table_health.default_partition_bytes is 'Size of the default partition.';
comment on column table_health.default_rows is
  'More than 0: rows came for months without a partition; move_default_rows moves them. The count stops at a million.';
comment on column table_health.days_left is
  'For how many days there are partitions without a gap. Below 31, create_monthly_partitions is due. Null for a plain table.';
comment on column table_health.table_name is 'The table; its partitions have no row of their own.';
comment on column table_health.total_bytes is 'Its size with indexes and long values (TOAST).';
comment on column table_health.live_tuples is 'How many rows it has, as the server estimates.';
comment on column table_health.dead_tuples is
  'How many versions of rows wait for vacuum, as the server estimates.';
