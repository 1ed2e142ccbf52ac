-- The tables that have rows of a tenant, a row for each, for moving the tenant to another server. They are found in the
-- catalog, by their column tenant_id, so no new table is forgotten. Tables of the outbox are left out, because events are
-- delivered before a tenant is moved. So are changes recorded for hosts, and how far usage is rolled up, because they belong
-- to this server's transactions.
--
--   columns    the columns that are moved: all but generated ones
--   query      reads the tenant's rows in the order of a unique key, or of all columns where there is none; texts are
--              ordered by their bytes. So both servers read them in the same order, and can compare hashes
--   month_key  the column by whose months the table is partitioned; null where it is not
--
-- A stamp is the id of a transaction, which means nothing on another server. So the query reads it as
--
--   * -1 in usage: below the stamps of all transactions, so it counts as rolled up, which it is
--   * the distance to the end of the tenant's last seal, in the audit log and its seals: so what is sealed is below zero,
--     where no server gives out stamps. The seals still match, because they hash distances, too
create or replace function tenant_tables(p_tenant_id uuid)
returns table (table_name text, columns text, query text, month_key text)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    c.relname,
    m.columns,
    format(
      'select %s from %I.%I where %I = %L order by %s',
      m.expressions, '${schema}', c.relname, t.attname, p_tenant_id, concat_ws(', ', k.keys, m.rest)),
    (
      select a.attname from pg_attribute as a
      join pg_partitioned_table as p on p.partrelid = a.attrelid and a.attnum = p.partattrs[0]
      where a.attrelid = c.oid
    )
  from pg_class as c
  join pg_attribute as t on t.attrelid = c.oid and t.attgenerated = ''
    and t.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
  -- without a unique key, all columns decide the order
  cross join lateral (
    select
      string_agg(sorted.column, ', ' order by i.position) as keys,
      bool_or(i.indisprimary) as is_primary
    from (
      select i.indisprimary, k.attnum, k.position
      from (
        select i.indisprimary, i.indkey::smallint[] as keys from pg_index as i
        where i.indrelid = c.oid and i.indpred is null and i.indexprs is null
        order by i.indisprimary desc, i.indnkeyatts desc, i.indexrelid::regclass::text
        limit 1
      ) as i
      cross join unnest(i.keys) with ordinality as k (attnum, position)
    ) as i
    join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.attnum
    cross join lateral (
      select quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
    ) as sorted ("column")
  ) as k
  cross join lateral (
    select
      string_agg(quote_ident(a.attname), ', ' order by a.attname) as columns,
      string_agg(
        case
          when d.expression like '%usage_stamp()' then '-1'
          when d.expression like '%audit_stamp()' then format('%I - %s', a.attname, s.top)
          when c.relname = 'audit_seals' and a.attname in ('from_stamp', 'to_stamp') then
            format('case when dropped then 0 else %I - %s end', a.attname, s.top)
          else quote_ident(a.attname)
        end,
        ', ' order by a.attname) as expressions,
      string_agg(
        quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end,
        ', ' order by a.attname) filter (where not coalesce(k.is_primary, false)) as rest
    from pg_attribute as a
    left join lateral (
      select pg_get_expr(d.adbin, d.adrelid) as expression
      from pg_attrdef as d
      where d.adrelid = a.attrelid and d.adnum = a.attnum
    ) as d on true
    cross join lateral (
      select format(
        '(select coalesce(max(to_stamp), 0) from %I.audit_seals where tenant_id = %L and not dropped)',
        '${schema}', p_tenant_id) as top
    ) as s
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  ) as m
  where c.relnamespace = to_regnamespace('${schema}')
    and c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relname not in ('outbox_turns', 'outbox_keys', 'outbox_events', 'access_changes', 'usage_tenant_watermarks')
  order by c.relname
$$;

comment on function tenant_tables(uuid) is
  'Every table that has rows of tenants: which columns are moved with a tenant, and the query that reads its rows.';
