-- Retention drops whole partitions, because deleted rows leave their space behind.
--
-- A month is expired when all of it is older than keep_months whole months before this one. Its bounds decide:
-- a year that somebody has attached under the name of a month stays until its last month has expired. A
-- partition without the name of a month stays, and so does the default partition. A month with rows of a user
-- under legal hold stays as a whole. So does one on which something of the host depends: PostgreSQL would not
-- drop it, and it must not keep the others from being dropped.
--
-- Where Citus distributes the table, the owner reads it itself, over the connections by which it then drops a month:
-- what the function of another role has read stays locked, and the owner would wait for itself.
create or replace function expired_months(table_name regclass, keep_months integer)
returns table (
  partition regclass, from_time timestamptz, to_time timestamptz, bytes bigint, legal_hold text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reads_itself constant boolean :=
    ${schema}.is_distributed(table_name) and pg_has_role(current_user, 'lyss_definer', 'usage');
begin
  if keep_months is null or keep_months not between 1 and 24000 then
    raise exception 'keep_months is %; 1 to 24000 months are kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform ${schema}.monthly_table(table_name);
  return query
    select
      b.partition,
      b.from_time,
      b.to_time,
      pg_total_relation_size(b.partition),
      coalesce((
        select 'legal hold on ' || string_agg(
          format('%s (%s rows)', h.subject, case when h.held < 1000 then h.held::text else 'many' end), ', ')
        from (
          select r.subject, r.held from ${schema}.held_rows(table_name, b.from_time, b.to_time) as r
          where not v_reads_itself
          union all
          select r.subject, r.held from ${schema}.count_held_rows(table_name, b.from_time, b.to_time) as r
          where v_reads_itself
        ) as h
      ), 'needed by ' || ${schema}.dependents(b.partition))
    from ${schema}.partition_bounds(table_name) as b
    join pg_class as c on c.oid = b.partition
    where c.relname ~ '_\d{4}_\d{2}$'
      and b.to_time <= (
        date_trunc('month', ${schema}.statement_time() at time zone 'UTC')
          - make_interval(months => keep_months)) at time zone 'UTC'
    order by b.from_time;
end
$$;

revoke execute on function expired_months(regclass, integer) from public;
grant execute on function expired_months(regclass, integer) to lyss_system;

comment on function expired_months(regclass, integer) is
  'Internal: The partitions of expired months, their bounds, and what keeps them: legal holds, or what a host has made of them.';
