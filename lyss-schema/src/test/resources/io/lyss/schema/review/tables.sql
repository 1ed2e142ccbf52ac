-- The tables and views: kind, name, comment, how it is partitioned, storage settings, row-level security.
select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
  c.relname::text, coalesce(obj_description(c.oid, 'pg_class'), ''),
  coalesce(pg_get_partkeydef(c.oid), ''), coalesce(array_to_string(c.reloptions, ', '), ''),
  c.relrowsecurity::text
from pg_class as c
where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
order by c.relkind in ('v', 'm'), c.relname collate "C"
