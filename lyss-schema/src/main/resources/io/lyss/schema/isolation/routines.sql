-- The functions of some schemas that a role may call. Functions that bind a scope are trusted by definition. Of a
-- parameter of a domain it is the type below that a value is needed of; of one that takes any type, text.
select p.oid::regproc::text, p.oid::regprocedure::text, p.prokind, p.provolatile <> 'v', p.provariadic <> 0,
  coalesce(
    (
      select array_agg(coalesce(name, '') order by n)
      from unnest(p.proargnames, coalesce(p.proargmodes, array_fill('i'::"char", array[coalesce(cardinality(p.proargnames), 0)])))
        with ordinality as argument (name, mode, n)
      where mode in ('i', 'b', 'v')
    ),
    array_fill(''::text, array[p.pronargs::integer])),
  (
    select coalesce(
      array_agg(
        case
          when t.typname in ('any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray') then 'text'
          when t.typname in ('anyarray', 'anycompatiblearray') then 'text[]'
          when t.typtype = 'd' then format_type(t.typbasetype, null)
          else format_type(t.oid, null)
        end
        order by n),
      '{}')
    from unnest(p.proargtypes::oid[]) with ordinality as argument (type, n)
    join pg_type as t on t.oid = type
  ),
  p.pronargdefaults::integer
from pg_proc as p
where p.pronamespace = any (?::regnamespace[])
  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
  and not 'internal'::regtype = any (p.proargtypes::oid[])
  and has_function_privilege(?::text, p.oid, 'execute')
  and not exists (
    select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'
  )
order by 2
