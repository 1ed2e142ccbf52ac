-- The partition that has a month: by its bounds, because a DBA may have renamed it, or attached a year. If there
-- is none, the table that has the name that the partition would have.
create or replace function partition_of_month(p_table regclass, p_name text, p_month timestamp)
returns regclass
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select b.partition from ${schema}.partition_bounds(p_table) as b
      where b.from_time <= p_month at time zone 'UTC'
        and b.to_time >= (p_month + interval '1 month') at time zone 'UTC'
    ),
    to_regclass(format('%I.%I', '${schema}', p_name)))
$$;

comment on function partition_of_month(regclass, text, timestamp) is
  'Internal: The partition of a month, or else the table with its name; null for neither.';
