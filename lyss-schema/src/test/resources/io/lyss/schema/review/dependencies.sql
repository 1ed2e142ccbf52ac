-- Which unit needs which other before it can be made: pairs of class and object.
with part (classid, objid, unitclass, unit) as (
  select 'pg_class'::regclass, oid, 'pg_class'::regclass, oid from pg_class where relnamespace = '${schema}'::regnamespace
  union all
  select 'pg_type'::regclass, t.oid, 'pg_class'::regclass, c.oid
  from pg_class as c join pg_type as t on t.oid = c.reltype or t.typelem = c.reltype and t.typcategory = 'A'
  where c.relnamespace = '${schema}'::regnamespace and c.relkind <> 'c'
  union all
  select 'pg_class'::regclass, indexrelid, 'pg_class'::regclass, indrelid from pg_index
  union all
  select 'pg_attrdef'::regclass, oid, 'pg_class'::regclass, adrelid from pg_attrdef
  union all
  select 'pg_constraint'::regclass, oid, 'pg_class'::regclass, conrelid from pg_constraint where contype <> 'f' and conrelid <> 0
  union all
  select 'pg_constraint'::regclass, oid, 'pg_type'::regclass, contypid from pg_constraint where contypid <> 0
  union all
  select 'pg_rewrite'::regclass, oid, 'pg_class'::regclass, ev_class from pg_rewrite
  union all
  select 'pg_proc'::regclass, oid, 'pg_proc'::regclass, oid from pg_proc where pronamespace = '${schema}'::regnamespace
  union all
  select 'pg_type'::regclass, t.oid, 'pg_type'::regclass, t.oid
  from pg_type as t left join pg_class as c on c.oid = t.typrelid
  where t.typnamespace = '${schema}'::regnamespace and (t.typtype in ('e', 'd') or c.relkind = 'c')
  union all
  select 'pg_type'::regclass, a.oid, 'pg_type'::regclass, t.oid
  from pg_type as t join pg_type as a on a.oid = t.typarray left join pg_class as c on c.oid = t.typrelid
  where t.typnamespace = '${schema}'::regnamespace and (t.typtype in ('e', 'd') or c.relkind = 'c')
  union all
  select 'pg_class'::regclass, c.oid, 'pg_type'::regclass, t.oid
  from pg_type as t join pg_class as c on c.oid = t.typrelid and c.relkind = 'c'
  where t.typnamespace = '${schema}'::regnamespace
)
select distinct a.unitclass::oid, a.unit, b.unitclass::oid, b.unit
from pg_depend as d
join part as a on a.classid = d.classid and a.objid = d.objid
join part as b on b.classid = d.refclassid and b.objid = d.refobjid
where (a.unitclass, a.unit) <> (b.unitclass, b.unit)
