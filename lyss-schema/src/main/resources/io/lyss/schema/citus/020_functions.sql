-- Makes functions on the nodes, each by its owner and in a transaction of its own. It leaves out functions that
-- use a table which stays on the coordinator or is not distributed yet, and SQL functions that call such a one.
-- Existing functions stay: an upgrade has changed them on all nodes.
--
-- Nodes do not read the texts of functions as they make them, because one may name a function or type that comes
-- later: an upgrade has made it after those that name it.
do $do$
declare
  v_function record;
begin
  for v_function in
    with recursive relation as (
      select c.oid, c.relname, c.relkind,
        exists (select from pg_dist_partition as p where p.logicalrelid = c.oid) as distributed
      from pg_class as c
      where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v')
        and not c.relispartition
    ), called as (
      select
        p.oid, p.proname, p.proowner, l.lanname,
        concat_ws(' ', p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_result(p.oid)) as text
      from pg_proc as p
      join pg_language as l on l.oid = p.prolang
      where p.pronamespace = '${schema}'::regnamespace
    ), stays as (
      select '\y(' || string_agg(r.relname, '|') || ')\y' as names from relation as r
      where r.relname = any (${stays}) or r.relkind = 'v'
    ), left_out as (
      select c.oid, c.proname from called as c join stays as s on c.text ~ s.names
      union
      select c.oid, c.proname
      from called as c
      join left_out as o on c.lanname = 'sql' and c.text ~ ('\y' || o.proname || '\(')
    )
    select c.oid, c.proowner::regrole::text as owner from called as c
    where c.oid not in (select oid from left_out)
      and not exists (
        select from pg_dist_object as o
        where o.classid = 'pg_proc'::regclass and o.objid = c.oid)
      -- the type of a table's rows exists with its table
      and not exists (
        select from pg_depend as d
        left join pg_type as t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
        left join pg_type as e on e.oid = t.typelem
        join pg_class as r on r.relkind <> 'c'
          and r.oid in (case when d.refclassid = 'pg_class'::regclass then d.refobjid end, t.typrelid, e.typrelid)
        where d.classid = 'pg_proc'::regclass and d.objid = c.oid
          and not exists (select from pg_dist_partition as p where p.logicalrelid = r.oid))
      and not exists (
        select from relation as r
        where not r.distributed and c.text ~ ('\y' || r.relname || '(\.\w+)?\s*([%;[]|:=)'))
    order by c.oid
  loop
    perform set_config('role', v_function.owner, true);
    perform set_config('citus.propagate_set_commands', 'local', true);
    execute 'set local check_function_bodies = off';
    perform create_distributed_function(v_function.oid::regprocedure);
    commit;
  end loop;
end
$do$
