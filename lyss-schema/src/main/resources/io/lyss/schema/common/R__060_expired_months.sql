-- Retention drops whole partitions, as deleting rows leaves the space behind.
--
-- A month is expired when all of it is older than keep_months whole months before this one. The
-- default partition never is. A month that has rows of somebody under a legal hold stays as a whole.
create or replace function expired_months(table_name regclass, keep_months integer)
returns table (partition regclass, bytes bigint, legal_hold text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if keep_months is null or keep_months not between 1 and 24000 then
    raise exception 'keep_months is %; 1 to 24000 months are kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform ${schema}.monthly_table(table_name);
  return query
    select
      e.oid::regclass,
      pg_total_relation_size(e.oid),
      (
        select 'legal hold on ' || string_agg(
          format('%s (%s rows)', h.subject, case when h.held < 1000 then h.held::text else 'many' end), ', ')
        from ${schema}.held_rows(
          table_name, e.month at time zone 'UTC', (e.month + interval '1 month') at time zone 'UTC'
        ) as h
      )
    from (
      select c.oid, c.relname, to_date(right(c.relname, 7), 'YYYY_MM')::timestamp as month
      from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = table_name and c.relname ~ '_\d{4}_\d{2}$'
    ) as e
    where e.month < date_trunc('month', ${schema}.statement_time() at time zone 'UTC')
      - make_interval(months => keep_months)
    order by e.relname;
end
$$;

revoke execute on function expired_months(regclass, integer) from public;
grant execute on function expired_months(regclass, integer) to lyss_system;

comment on function expired_months(regclass, integer) is
  'Internal: The partitions of expired months, and which legal holds keep them.';
