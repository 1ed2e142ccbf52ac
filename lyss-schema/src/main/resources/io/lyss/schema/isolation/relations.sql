-- The tables and views of some schemas, and what a role may do with each column.
select c.oid::bigint, c.oid::regclass::text, c.relkind::text, a.columns, a.readable, a.insertable,
  a.updatable, a.required, a.types
from pg_class as c
cross join lateral (
  select array_agg(quote_ident(attname) order by attnum) as columns,
    coalesce(array_agg(quote_ident(attname) order by attnum)
      filter (where has_column_privilege(r.role, c.oid, attnum, 'select')), '{}') as readable,
    coalesce(array_agg(quote_ident(attname) order by attnum)
      filter (where has_column_privilege(r.role, c.oid, attnum, 'insert')
        and attgenerated = '' and attidentity <> 'a'), '{}') as insertable,
    coalesce(array_agg(quote_ident(attname) order by attnum)
      filter (where has_column_privilege(r.role, c.oid, attnum, 'update')
        and attgenerated = '' and attidentity <> 'a'), '{}') as updatable,
    coalesce(array_agg(quote_ident(attname) order by attnum)
      filter (where attnotnull and not atthasdef and attidentity = ''), '{}') as required,
    array_agg(format_type(atttypid, null) order by attnum) as types
  from pg_attribute, (select ?::text as role) as r
  where attrelid = c.oid and attnum > 0 and not attisdropped
) as a
where c.relnamespace = any (?::regnamespace[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition and a.columns is not null
order by 2
