-- How much room tables and indexes take beyond what their rows need, with their partitions: dead rows, room that vacuum
-- has freed and nothing has filled, pages that are half empty. It reads statistics and no table: the estimate is as old
-- as the last vacuum or analyze.
--
-- What the rows need is estimated:
--
--   * A row has its header, its columns, and half of the padding that their alignment may cost.
--   * Values that are stored apart (TOAST) take four pieces a page, as long ones do.
--   * An entry of an index has its header and its columns. Equal entries are stored once, with the places of their rows;
--     for partitions that is not known. Pages are filled to the index's fill factor, mostly 90 %. An index that does not
--     grow at its end has pages that are two thirds full, so up to a third of room needs no repair.
--
-- Indexes other than B-trees, and those on expressions, are left out.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function estimated_bloat()
returns table (table_name text, index_name text, total_bytes bigint, bloat_bytes bigint)
language sql volatile security definer
set search_path = ${schema}, pg_temp
as $$
  with columns as materialized (
    select
      t.oid as table_oid, t.relname as table_name, w.relation, w.attnum, w.width, w.filled,
      case
        when a.attlen < 0 or before.attnum is null then 0
        when a.attalign = 'd' and (before.attlen < 0 or before.attlen % 8 > 0) then 3.5
        when a.attalign = 'i' and (before.attlen < 0 or before.attlen % 4 > 0) then 1.5
        else 0
      end as padding
    from pg_class as t
    cross join lateral stored_widths(t.oid) as w
    join pg_attribute as a on a.attrelid = t.oid and a.attnum = w.attnum
    left join pg_attribute as before on before.attrelid = t.oid and before.attnum = w.attnum - 1
    where t.relnamespace = to_regnamespace('${schema}') and t.relkind in ('r', 'p') and not t.relispartition
  ),
  heaps as (
    select
      c.table_name, null::text as index_name, h.oid, h.relpages, h.reltuples,
      28 + case when min(c.filled) < 1 then 8 * ((count(*) + 63) / 64) else 0 end
        + 8 * ceil(sum(c.filled * (c.width + c.padding)) / 8) as bytes,
      (current_setting('block_size')::float8 - 24) * f.filled as room
    from columns as c
    join pg_class as h on h.oid = c.relation
    cross join lateral (
      select coalesce(min(o.option_value::float8) filter (where o.option_name = 'fillfactor'), 100) / 100 as filled
      from pg_options_to_table(h.reloptions) as o
    ) as f
    group by c.table_name, h.oid, h.relpages, h.reltuples, f.filled
  ),
  toasts as (
    select
      h.table_name, null::text as index_name, s.oid, s.relpages, s.reltuples,
      (current_setting('block_size')::float8 - 24) / 4 as bytes, current_setting('block_size')::float8 - 24 as room
    from heaps as h
    join pg_class as m on m.oid = h.oid
    join pg_class as s on s.oid = m.reltoastrelid
  ),
  indexes as (
    select
      c.table_name, p.relname::text as index_name, i.oid, i.relpages, i.reltuples,
      least(e.bytes, d.entries / greatest(i.reltuples, 1) * e.bytes + 6) as bytes,
      (current_setting('block_size')::float8 - 40) * f.filled as room
    from (select distinct c.table_oid, c.table_name, c.relation from columns as c) as c
    join pg_index as x on x.indrelid = c.table_oid and x.indexprs is null
    join pg_class as p on p.oid = x.indexrelid
    join pg_am as m on m.oid = p.relam and m.amname = 'btree'
    join pg_class as i
      on i.oid = case
        when c.relation = c.table_oid then p.oid
        else (
          select n.inhrelid from pg_inherits as n join pg_index as y on y.indexrelid = n.inhrelid
          where n.inhparent = p.oid and y.indrelid = c.relation)
      end
    cross join lateral (
      select 12 + 8 * ceil(sum(w.width * case when x.indpred is null then w.filled else 1 end) / 8) as bytes
      from columns as w
      where w.relation = c.relation and w.attnum = any (x.indkey)
    ) as e
    cross join lateral (
      select case
        when x.indisunique or i.oid <> p.oid or e.bytes is null then null
        else distinct_entries(p.oid)
      end as entries
    ) as d
    cross join lateral (
      select coalesce(min(o.option_value::float8) filter (where o.option_name = 'fillfactor'), 90) / 100 as filled
      from pg_options_to_table(i.reloptions) as o
    ) as f
    where i.reltuples >= 0
  )
  select
    r.table_name::text,
    r.index_name,
    sum(s.bytes)::bigint,
    -- scaled from the size at that time to the present one; only vacuum counts values stored apart
    sum(case when r.reltuples >= 0 then s.bytes * greatest(1 - n.pages / greatest(r.relpages, 1), 0) else 0 end)::bigint
  from (
    select * from heaps union all select * from toasts union all select * from indexes
  ) as r
  cross join lateral (select pg_relation_size(r.oid) as bytes) as s
  cross join lateral (
    -- a row does not span pages; an index has a page for itself, and one for each hundred or so
    select case
      when r.index_name is null then ceil(r.reltuples / greatest(floor(r.room / r.bytes), 1))
      else 1 + ceil(1.01 * ceil(r.reltuples * r.bytes / r.room))
    end as pages
  ) as n
  group by r.table_name, r.index_name
  order by 1, 2 nulls first
$$;

revoke execute on function estimated_bloat() from public;
grant execute on function estimated_bloat() to lyss_system, pg_monitor;
select allow_owner('execute on function estimated_bloat()');

comment on function estimated_bloat() is
  'How many bytes of each table and index its rows do not need, from statistics; the table itself has index_name null.';

select set_config('role', current_setting('lyss.migrating_role'), true);
