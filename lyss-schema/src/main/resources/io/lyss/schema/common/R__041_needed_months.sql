-- The months that a table has to have, each with its partition, null where that is still to be made: from last month,
-- because usage that ended then may be recorded now, to some months ahead. It is inlined; so it names all schemas.
create or replace function needed_months(p_table regclass, p_months_ahead integer default 3)
returns table (month date, partition regclass)
language sql stable
as $$
  select m.month, p.partition
  from (
    select
      (pg_catalog.date_trunc('month', ${schema}.statement_time() at time zone 'UTC')
        operator(pg_catalog.+) pg_catalog.make_interval(months => n))::pg_catalog.date as month
    from pg_catalog.generate_series(-1, p_months_ahead) as n
  ) as m
  left join (
    select c.oid::pg_catalog.regclass as partition, c.relname as name, t.relname as name_of_table
    from pg_catalog.pg_inherits as i
    join pg_catalog.pg_class as c on c.oid operator(pg_catalog.=) i.inhrelid
    join pg_catalog.pg_class as t on t.oid operator(pg_catalog.=) i.inhparent
    where i.inhparent operator(pg_catalog.=) p_table
      and c.relnamespace operator(pg_catalog.=) t.relnamespace
  ) as p
    on p.name operator(pg_catalog.=) (
      p.name_of_table operator(pg_catalog.||) pg_catalog.to_char(m.month, '_YYYY_MM'))
$$;

revoke execute on function needed_months(regclass, integer) from public;

comment on function needed_months(regclass, integer) is
  'Internal: The months that a table has to have, and their partitions; null where one is to be made.';
