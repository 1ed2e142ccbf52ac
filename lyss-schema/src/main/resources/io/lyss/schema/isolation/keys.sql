-- The columns of each unique index of some schemas, the primary key of a table first.
select i.indrelid::bigint, i.indexrelid::regclass::text,
  (
    select array_agg(quote_ident(attname) order by attnum) from pg_attribute
    where attrelid = i.indrelid and attnum = any (i.indkey::smallint[])
  ),
  i.indisprimary
from pg_index as i
join pg_class as c on c.oid = i.indrelid
where c.relnamespace = any (?::regnamespace[]) and not c.relispartition
  and (i.indisunique or i.indisexclusion)
  and exists (
    select from unnest(i.indkey::smallint[]) as key where key > 0
  )
order by 1, not i.indisprimary, 2
