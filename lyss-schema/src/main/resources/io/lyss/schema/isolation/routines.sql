-- The functions of some schemas that a role may call. Functions that bind a scope are trusted by definition.
select p.oid::regproc::text, p.oid::regprocedure::text, p.prokind = 'p', p.provolatile <> 'v',
  coalesce(
    (
      select array_agg(coalesce(name, '') order by n)
      from unnest(p.proargnames, coalesce(p.proargmodes, array_fill('i'::"char", array[coalesce(cardinality(p.proargnames), 0)])))
        with ordinality as argument (name, mode, n)
      where mode in ('i', 'b', 'v')
    ),
    array_fill(''::text, array[p.pronargs::integer])),
  (
    select coalesce(array_agg(format_type(type, null) order by n), '{}')
    from unnest(p.proargtypes::oid[]) with ordinality as argument (type, n)
  ),
  p.pronargdefaults::integer
from pg_proc as p
where p.pronamespace = any (?::regnamespace[]) and p.prokind in ('f', 'p')
  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
  and not 'internal'::regtype = any (p.proargtypes::oid[])
  and has_function_privilege(?::text, p.oid, 'execute')
  and not exists (
    select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'
  )
order by 2
