-- Returns the average width of each column where it is not null, and the share of rows where it is not, for
-- each partition of a table, or for the table itself. A table that was never analyzed has no row here.
--
-- PostgreSQL hides its statistics of a table from everybody to whom policies apply, the owner included. But a
-- plan shows how many rows the planner expects and how wide they are. So a query on each column is planned, and
-- nothing is read. A column that lyss_definer may not read gets the planner's default width of text.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function stored_widths(p_table regclass)
returns table (relation oid, attnum int2, width float8, filled float8)
language plpgsql volatile
set search_path = ${schema}, pg_temp
set max_parallel_workers_per_gather = 0
as $$
declare
  v_relations constant oid[] := array(
    select c.oid from pg_class as c
    where c.relkind = 'r' and c.reltuples >= 0
      and (c.oid = p_table or c.oid in (select i.inhrelid from pg_inherits as i where i.inhparent = p_table)));
  v_column record;
  v_plan jsonb;
begin
  for v_column in
    select a.attnum, a.attname, a.attlen, has_column_privilege(p_table, a.attnum, 'select') as is_readable
    from pg_attribute as a
    where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and v_relations <> '{}'
  loop
    v_plan := '[]';
    if v_column.is_readable then
      execute format('explain (format json) select %I from %s where %1$I is not null', v_column.attname, p_table)
      into v_plan;
    end if;
    return query
      select
        c.oid,
        v_column.attnum,
        coalesce(p.width, case when v_column.attlen > 0 then v_column.attlen else 32 end),
        -- a plan's number of rows is a whole number, and at least one
        case when p.rows < 0.999 * e.rows - 1 then p.rows / e.rows else 1 end
      from pg_class as c
      cross join lateral (
        select c.reltuples * pg_relation_size(c.oid)
          / (greatest(c.relpages, 1) * current_setting('block_size')::float8) as rows
      ) as e
      left join (
        select s ->> 'Relation Name' as name, (s ->> 'Plan Rows')::float8 as rows, (s ->> 'Plan Width')::float8 as width
        from jsonb_path_query(v_plan, 'strict $.** ? (exists (@."Relation Name"))') as s
      ) as p on p.name = c.relname
      where c.oid = any (v_relations);
  end loop;
end
$$;

revoke execute on function stored_widths(regclass) from public;

comment on function stored_widths(regclass) is
  'Internal: The widths of the columns of a table, or of each of its partitions, and how often they are not null.';

select set_config('role', current_setting('lyss.migrating_role'), true);
