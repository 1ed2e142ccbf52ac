-- Lists what a host has made that depends on a partition, because PostgreSQL drops no partition on which something
-- depends: views, rules, functions and columns of its rows, and foreign keys that refer to it.
create or replace function dependents(p_partition regclass) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(distinct d.described, ', ')
  from (
    select case p.classid
      when 'pg_rewrite'::regclass then (
        select format('%s %s', case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::regclass)
        from pg_rewrite as r
        join pg_class as c on c.oid = r.ev_class
        where r.oid = p.objid and r.ev_class <> p_partition)
      when 'pg_constraint'::regclass then (
        select pg_describe_object(p.classid, p.objid, p.objsubid) from pg_constraint as k
        where k.oid = p.objid and k.contype = 'f' and k.conrelid <> p_partition)
      when 'pg_proc'::regclass then pg_describe_object(p.classid, p.objid, p.objsubid)
      when 'pg_class'::regclass then pg_describe_object(p.classid, p.objid, p.objsubid)
    end as described
    from pg_depend as p
    where p.deptype = 'n' and (
      p.refclassid = 'pg_class'::regclass and p.classid <> 'pg_class'::regclass and (
        p.refobjid = p_partition
        or p.refobjid in (select i.indexrelid from pg_index as i where i.indrelid = p_partition))
      or p.refclassid = 'pg_type'::regclass and p.refobjid in (
        select unnest(array[t.oid, t.typarray]) from pg_type as t where t.typrelid = p_partition))
  ) as d
$$;

comment on function dependents(regclass) is
  'Internal: What a host has made that keeps a partition from being dropped; null for nothing.';
