-- The bounds of each partition but the default one, from PostgreSQL's catalog: a partition's name proves
-- nothing. The settings make PostgreSQL write and read them in one way, whatever those of the session.
create or replace function partition_bounds(p_table regclass)
returns table (partition regclass, from_time timestamptz, to_time timestamptz)
language sql stable
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, MDY'
set timezone = 'UTC'
as $$
  select
    i.inhrelid::regclass,
    case b.bounds[1] when 'MINVALUE' then '-infinity' else trim(both '''' from b.bounds[1])::timestamptz end,
    case b.bounds[2] when 'MAXVALUE' then 'infinity' else trim(both '''' from b.bounds[2])::timestamptz end
  from pg_inherits as i
  join pg_class as c on c.oid = i.inhrelid
  cross join lateral regexp_match(
    pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM \((.+)\) TO \((.+)\)$') as b (bounds)
  where i.inhparent = p_table and b.bounds is not null
$$;

comment on function partition_bounds(regclass) is
  'Internal: The times from which and before which each partition of a table has rows, without the default one.';
