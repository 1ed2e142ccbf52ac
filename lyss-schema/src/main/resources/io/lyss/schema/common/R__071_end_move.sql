-- The last step of move_default_rows(). Months are attached before the next default partition, because
-- PostgreSQL would read the default partition for each month; this way it reads it once.
--
-- The settings make PostgreSQL read bounds as it wrote them: by those of a session, "IST" would be written for
-- India and read as Israel.
create or replace function end_move(p_table regclass, p_months date[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, MDY'
set timezone = 'UTC'
as $$
declare
  v_table record;
  v_next regclass;
  v_referenced regclass[];
  v_partitions regclass[];
  v_partition regclass;
  v_month timestamp;
  v_comment text;
  v_indexes jsonb;
  v_index record;
begin
  select * into v_table from ${schema}.monthly_table(p_table);
  v_next := to_regclass(format('%I.%I', '${schema}', v_table.name || '_default_next'));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  v_partitions := array(
    select to_regclass(format('%I.%I', '${schema}', v_table.name || to_char(m, '_YYYY_MM')))
    from unnest(p_months) as m);
  -- Autovacuum counts each month anew, and never the table as a whole. Before any lock that others need: the row of
  -- the job may be locked.
  perform ${schema}.make_due('statistics of ' || v_table.name);
  perform ${schema}.lock_tables(
    v_referenced || p_table || v_table.default_partition || v_next || v_partitions,
    array_fill(
      'access exclusive'::text, array[cardinality(v_referenced) + 3 + cardinality(v_partitions)]));
  v_comment := obj_description(v_table.default_partition, 'pg_class');
  v_indexes := (
    select jsonb_object_agg(i.inhparent::bigint, c.relname)
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = v_table.default_partition);
  execute format('drop table %s', v_table.default_partition);
  for v_partition, v_month in select p, m from unnest(v_partitions, p_months) as f (p, m) loop
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      p_table, v_partition, v_month at time zone 'UTC',
      (v_month + interval '1 month') at time zone 'UTC');
    execute format('alter table %s drop constraint month_check', v_partition);
    perform ${schema}.end_filling(v_partition);
  end loop;
  execute format('alter table %s rename to %I', v_next, v_table.name || '_default');
  execute format('comment on table %s is %L', v_next, v_comment);
  execute format('alter table %s attach partition %s default', p_table, v_next);
  perform ${schema}.end_filling(v_next);
  for v_index in
    select i.inhrelid::regclass as index, v_indexes ->> i.inhparent::bigint::text as name
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    -- an index that is not on all partitions yet has no name to take over
    where x.indrelid = v_next and v_indexes ? i.inhparent::bigint::text
  loop
    execute format('alter index %s rename to %I', v_index.index, v_index.name);
  end loop;
end
$$;

revoke execute on function end_move(regclass, date[]) from public;

comment on function end_move(regclass, date[]) is
  'Internal: Replaces a default partition whose rows have been copied.';
