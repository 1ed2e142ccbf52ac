-- The columns of tables and views: table, name, type, whether it may be null, what fills it, comment.
select c.relname::text, a.attname::text,
  case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) else format_type(a.atttypid, a.atttypmod) end,
  case when a.attnotnull then '' else 'null' end,
  case when a.attidentity <> '' then 'identity'
    when a.attgenerated <> '' then 'generated: ' || pg_get_expr(d.adbin, d.adrelid)
    else coalesce(pg_get_expr(d.adbin, d.adrelid), '') end,
  coalesce(col_description(c.oid, a.attnum), ''),
  case when exists (
    select from pg_constraint as k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey)
  ) then 'primary' when exists (
    select from pg_constraint as k where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0 and a.attnum = any (k.conkey)
  ) then 'foreign' else '' end
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type as t on t.oid = a.atttypid
left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
order by c.relname collate "C", a.attnum
