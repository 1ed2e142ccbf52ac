-- A dry run of retention. The number of rows is the planner's estimate, because counting would read all rows.
create or replace function retention_plan()
returns table (table_name text, partition text, bytes bigint, estimated_rows bigint, hold text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select c.relname::text, p.relname::text, e.bytes, greatest(p.reltuples, 0)::bigint,
      coalesce(m.hold, e.legal_hold)
    from maintenance as m
    join pg_class as c
      on c.relnamespace = to_regnamespace('${schema}') and 'retention of ' || c.relname = m.name
    cross join lateral expired_months(
      c.oid, months_of(m.keep)) as e
    join pg_class as p on p.oid = e.partition
    where m.keep is not null
    order by c.relname, p.relname;
end
$$;

revoke execute on function retention_plan() from public;
grant execute on function retention_plan() to lyss_system;

comment on function retention_plan() is
  'The partitions that the jobs of retention would drop, their sizes, and what keeps one from being dropped.';
