-- Shows indexes that cost and do not help: those never read, or covered by another. Partitions are summed into
-- the index of their parent.
--
-- An index is covered by another one of the same table that begins with the same columns, in the same order and
-- under the same condition. Of two equal ones, the older one stays.
--
-- Each server counts its own reads: look at the replicas, too, and after a failover wait some weeks.
create or replace view index_health with (security_invoker = true) as
with indexes as (
  select
    t.oid as table_oid, t.relname as table_name, i.oid, i.relname as index_name, i.relam, x.indisunique,
    x.indkey::int2[] as keys, x.indclass::oid[] as classes, x.indcollation::oid[] as collations,
    x.indoption::int2[] as options, x.indnkeyatts, x.indnatts,
    pg_get_expr(x.indexprs, x.indrelid) as expressions,
    coalesce(pg_get_expr(x.indpred, x.indrelid), '') as condition
  from pg_catalog.pg_index as x
  join pg_catalog.pg_class as i on i.oid = x.indexrelid
  join pg_catalog.pg_class as t on t.oid = x.indrelid
  where t.relnamespace = to_regnamespace('${schema}') and not t.relispartition
)
select
  x.table_name::text as table_name,
  x.index_name::text as index_name,
  x.indisunique as is_unique,
  s.partitions,
  s.total_bytes,
  s.scans,
  s.last_scan_at,
  (
    select min(o.index_name)
    from indexes as o
    where o.table_oid = x.table_oid and o.oid <> x.oid and o.relam = x.relam
      and not x.indisunique and x.expressions is null and o.expressions is null
      and o.condition = x.condition
      and o.indnkeyatts >= x.indnatts
      and o.keys[0:x.indnkeyatts - 1] = x.keys[0:x.indnkeyatts - 1]
      and o.classes[0:x.indnkeyatts - 1] = x.classes[0:x.indnkeyatts - 1]
      and o.collations[0:x.indnkeyatts - 1] = x.collations[0:x.indnkeyatts - 1]
      and o.options[0:x.indnkeyatts - 1] = x.options[0:x.indnkeyatts - 1]
      and (o.indnkeyatts > x.indnkeyatts or o.indisunique or o.oid < x.oid)
  )::text as covered_by
from indexes as x
cross join lateral (
  select
    count(c.inhrelid) as partitions,
    sum(pg_relation_size(coalesce(c.inhrelid, x.oid)))::bigint as total_bytes,
    sum(pg_stat_get_numscans(coalesce(c.inhrelid, x.oid)))::bigint as scans,
    max(pg_stat_get_lastscan(coalesce(c.inhrelid, x.oid))) as last_scan_at
  from (select) as one
  left join pg_catalog.pg_inherits as c on c.inhparent = x.oid
) as s;

grant select on index_health to pg_monitor;

comment on view index_health is
  'Size and use of each index, its partitions included, and which other index covers it.';
comment on column index_health.scans is
  'How often this server has read it since statistics began. If it is 0 on all servers and the index is not unique, the index may only cost.';
comment on column index_health.last_scan_at is 'When it was last read; null for never.';
comment on column index_health.covered_by is 'An index that can replace this one; null for none.';
comment on column index_health.table_name is 'The table.';
comment on column index_health.index_name is
  'The index of it; that of a partitioned table stands for those of its partitions.';
comment on column index_health.is_unique is
  'Whether it keeps rows from being entered twice, so that it is needed if nothing reads it, too.';
comment on column index_health.partitions is 'How many partitions have it; 0 for a plain table.';
comment on column index_health.total_bytes is 'Its size.';
