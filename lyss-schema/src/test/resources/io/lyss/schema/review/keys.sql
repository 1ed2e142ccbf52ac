-- Keys and checks of tables: table, kind, name, definition, the table that a foreign key points at.
select conrelid::regclass::text, contype::text, conname::text, pg_get_constraintdef(oid),
  case when confrelid <> 0 then confrelid::regclass::text else '' end
from pg_constraint
where connamespace = '${schema}'::regnamespace and conrelid <> 0 and conparentid = 0
  and contype in ('p', 'u', 'x', 'f', 'c')
  and not (select relispartition from pg_class as c where c.oid = conrelid)
order by 1, position(contype::text in 'puxfc'), conname collate "C"
