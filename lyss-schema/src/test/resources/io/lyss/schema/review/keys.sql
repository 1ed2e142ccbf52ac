-- Keys and checks of tables, and of the domains of their columns: table, kind, name, definition, the table that a foreign key points at.
select * from (
  select conrelid::regclass::text, contype::text, conname::text, pg_get_constraintdef(oid),
    case when confrelid <> 0 then confrelid::regclass::text else '' end
  from pg_constraint
  where connamespace = '${schema}'::regnamespace and conrelid <> 0 and conparentid = 0
    and contype in ('p', 'u', 'x', 'f', 'c')
    and not (select relispartition from pg_class as c where c.oid = conrelid)
  union all
  select a.attrelid::regclass::text, k.contype::text, k.conname::text, pg_get_constraintdef(k.oid), ''
  from pg_constraint as k
  join pg_attribute as a on a.atttypid = k.contypid
  join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
  where k.connamespace = '${schema}'::regnamespace and k.contypid <> 0
) as key (owner, kind, name, definition, target)
order by owner, position(kind in 'puxfc'), name collate "C"
