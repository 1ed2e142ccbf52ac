-- For functions of lyss_definer, which may read a table but not its partitions: with this condition PostgreSQL
-- reads only the default partition. The settings make PostgreSQL read the times as it wrote them.
create or replace function default_condition(p_table regclass) returns text
language sql stable
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, MDY'
set timezone = 'UTC'
as $$
  with covered (from_at, to_at) as (
    select b.from_time, b.to_time from ${schema}.partition_bounds(p_table) as b
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
