-- Retention drops whole partitions, as deleting rows leaves the space behind. This shows which,
-- before drop_expired_partitions drops them.
--
-- A month is expired when all of it is older than keep_months whole months before this one. The
-- default partition never is.
create or replace function expired_partitions(table_name regclass, keep_months integer)
returns table (partition regclass, bytes bigint)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if keep_months is null or keep_months < 1 then
    raise exception 'keep_months is %; at least 1 month is kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  if not exists (
    select from pg_partitioned_table as t
    join pg_class as c on c.oid = t.partrelid
    where c.oid = table_name and c.relnamespace = to_regnamespace('${schema}')
  ) then
    raise exception '% is not a partitioned table of the schema ${schema}', table_name
      using errcode = 'wrong_object_type';
  end if;
  return query
    select c.oid::regclass, pg_total_relation_size(c.oid)
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = table_name
      and c.relname ~ '_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM')
        < date_trunc('month', ${schema}.statement_time() at time zone 'UTC')
          - make_interval(months => keep_months)
    order by c.relname;
end
$$;

revoke execute on function expired_partitions(regclass, integer) from public;
grant execute on function expired_partitions(regclass, integer) to lyss_system;

comment on function expired_partitions(regclass, integer) is
  'The partitions that drop_expired_partitions would drop: a dry run.';
