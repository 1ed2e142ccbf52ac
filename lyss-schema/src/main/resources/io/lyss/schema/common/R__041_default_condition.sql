-- For functions of lyss_definer, which may read a table but not its partitions: with this condition PostgreSQL
-- reads only the default partition.
create or replace function default_condition(p_table regclass) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with covered (from_at, to_at) as (
    select
      replace(trim('''' from b.bounds[1]), 'MINVALUE', '-infinity')::timestamptz,
      replace(trim('''' from b.bounds[2]), 'MAXVALUE', 'infinity')::timestamptz
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    cross join lateral regexp_match(
      pg_get_expr(c.relpartbound, c.oid), 'FROM \((.*)\) TO \((.*)\)') as b (bounds)
    where i.inhparent = p_table and b.bounds is not null
  ), gap (from_at, to_at) as (
    select lag(c.to_at) over (order by c.from_at), c.from_at from covered as c
    union all
    select max(c.to_at), null from covered as c
  )
  select string_agg(
    concat_ws(
      ' and ', 'true', format('%I >= ', t.key) || quote_literal(g.from_at),
      format('%I < ', t.key) || quote_literal(g.to_at)),
    ' or ')
  from ${schema}.monthly_table(p_table) as t
  cross join gap as g
  where g.from_at is distinct from g.to_at or g.from_at is null
$$;

comment on function default_condition(regclass) is
  'Internal: The condition that rows meet for which only the default partition of a table has room.';
