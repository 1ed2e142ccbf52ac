-- Gives the nodes of Citus the functions of a schema that can be there: none that has to do with tables which
-- stay on the coordinator, such as the outbox, nor one in SQL that calls such a one.
do $do$
declare
  v_function regprocedure;
begin
  for v_function in
    with recursive called as (
      select
        p.oid, p.proname, l.lanname,
        concat_ws(' ', p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_result(p.oid)) as text
      from pg_proc as p
      join pg_language as l on l.oid = p.prolang
      where p.pronamespace = '${schema}'::regnamespace
    ), stays as (
      select '\y(' || string_agg(c.relname, '|') || ')\y' as names from pg_class as c
      where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v')
        and not c.relispartition and c.relname <> all ('${tables}'::text[])
    ), left_out as (
      select c.oid, c.proname from called as c join stays as s on c.text ~ s.names
      union
      select c.oid, c.proname
      from called as c
      join left_out as o on c.lanname = 'sql' and c.text ~ ('\y' || o.proname || '\(')
    )
    select c.oid::regprocedure from called as c
    where c.oid not in (select oid from left_out)
      -- a type of rows is there with its table
      and not exists (
        select from pg_depend as d
        left join pg_type as t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
        left join pg_type as e on e.oid = t.typelem
        join pg_class as r on r.relkind <> 'c'
          and r.oid in (case when d.refclassid = 'pg_class'::regclass then d.refobjid end, t.typrelid, e.typrelid)
        where d.classid = 'pg_proc'::regclass and d.objid = c.oid
          and not exists (select from pg_dist_partition as p where p.logicalrelid = r.oid))
      and not exists (
        select from pg_dist_object as o
        where o.classid = 'pg_proc'::regclass and o.objid = c.oid)
      and not exists (
        select from pg_class as r
        where r.relnamespace = '${schema}'::regnamespace
          and c.text ~ ('\y' || r.relname || '(\.\w+)?\s*[%;]')
          and not exists (select from pg_dist_partition as p where p.logicalrelid = r.oid))
    order by c.oid
  loop
    perform create_distributed_function(v_function);
  end loop;
end
$do$
