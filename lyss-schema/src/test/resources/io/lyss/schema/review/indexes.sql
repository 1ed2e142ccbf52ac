-- Indexes that serve no constraint: table, name, what is indexed.
select i.indrelid::regclass::text, c.relname::text,
  regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX \S+ ON (ONLY )?\S+ USING ', '\1')
from pg_index as i
join pg_class as c on c.oid = i.indexrelid
where c.relnamespace = '${schema}'::regnamespace and not c.relispartition
  and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
order by 1, 2
