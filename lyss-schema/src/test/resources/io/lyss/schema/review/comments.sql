-- Comments, each with the unit that it is about or that has what it is about.
with text (classid, unit, place, target, description) as (
  select 'pg_class'::regclass, coalesce((select inhparent from pg_inherits where inhrelid = c.oid), c.oid),
    d.objsubid,
    case
      when d.objsubid > 0 then format('column %I.%I', c.relname, a.attname)
      when c.relkind = 'v' then format('view %I', c.relname)
      when c.relkind = 'm' then format('materialized view %I', c.relname)
      when c.relkind = 'c' then format('type %I', c.relname)
      else format('table %I', c.relname)
    end, d.description
  from pg_description as d
  join pg_class as c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
  left join pg_attribute as a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
  where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and not (c.relispartition and c.relname ~ '_\d{4}_\d{2}$')
  union all
  select 'pg_class'::regclass, i.indrelid, 10000, format('index %I', c.relname), d.description
  from pg_description as d
  join pg_class as c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass and c.relkind in ('i', 'I') and not c.relispartition
  join pg_index as i on i.indexrelid = c.oid
  where c.relnamespace = '${schema}'::regnamespace
  union all
  select 'pg_class'::regclass, k.conrelid, 20000, format('constraint %I on %s', k.conname, k.conrelid::regclass), d.description
  from pg_description as d
  join pg_constraint as k on k.oid = d.objoid and d.classoid = 'pg_constraint'::regclass and k.contype <> 'f'
  where k.connamespace = '${schema}'::regnamespace and k.conrelid <> 0
  union all
  select 'pg_proc'::regclass, p.oid, 0,
    format('routine %s(%s)', p.proname, oidvectortypes(p.proargtypes)), d.description
  from pg_description as d
  join pg_proc as p on p.oid = d.objoid and d.classoid = 'pg_proc'::regclass
  where p.pronamespace = '${schema}'::regnamespace
  union all
  select 'pg_type'::regclass, t.oid, 0, format('type %I', t.typname), d.description
  from pg_description as d
  join pg_type as t on t.oid = d.objoid and d.classoid = 'pg_type'::regclass
  where t.typnamespace = '${schema}'::regnamespace
)
select classid::oid, unit, format('comment on %s is %L;', target, description)
from text
order by classid, unit, place, target collate "C"
