-- Begins a round of move_default_rows(). It makes tables for the months, including those of earlier rounds, the
-- next default partition, and the trigger on the present one, which fires for every writer, replication
-- included.
--
-- Rows from before the trigger lie in the present blocks: only those have to be copied. The file is noted, too:
-- if the table is rewritten or restored from a backup, its rows are in other blocks.
create or replace function begin_move(p_table regclass, p_months date[], p_new_months date[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table record;
  v_next_name text;
  v_next regclass;
  v_referenced regclass[];
  v_month timestamp;
begin
  perform ${schema}.require_movable_rows(p_table);
  select * into v_table from ${schema}.monthly_table(p_table);
  v_next_name := v_table.name || '_default_next';
  v_next := to_regclass(format('%I.%I', '${schema}', v_next_name));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  perform ${schema}.lock_tables(
    p_table || v_referenced || v_table.default_partition || v_next,
    array['share update exclusive']
      || array_fill('share row exclusive'::text, array[cardinality(v_referenced) + 1])
      || 'access exclusive'::text);
  if v_next is not null then
    execute format('drop trigger copy_to_month on %s', v_table.default_partition);
    execute format('drop table %s', v_next);
  end if;
  foreach v_month in array p_new_months loop
    perform ${schema}.make_partition(
      p_table => p_table, p_name => v_table.name || to_char(v_month, '_YYYY_MM'),
      p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'),
      p_from => v_month at time zone 'UTC', p_to => (v_month + interval '1 month') at time zone 'UTC',
      p_filled => true);
  end loop;
  v_next := ${schema}.make_partition(
    p_table => p_table, p_name => v_next_name, p_comment => null, p_from => null, p_to => null,
    p_filled => true);
  perform ${schema}.note_move(
    v_next,
    jsonb_build_object('months', p_months || p_new_months, 'block', 0)
      || to_jsonb(${schema}.file_of(v_table.default_partition)));
  execute format(
    'create trigger copy_to_month after insert or update or delete on %s
       for each row execute function ${schema}.copy_to_month(%L, %L, %L, %L)',
    v_table.default_partition, v_table.name, v_table.key,
    array(select to_char(m, 'YYYY_MM') from unnest(p_months || p_new_months) as m)::text,
    (
      select string_agg(format('c.%1$I = ($1).%1$I', a.attname), ' and ' order by a.attnum)
      from pg_constraint as k
      join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
      where k.conrelid = p_table and k.contype = 'p'
    ));
  execute format('alter table %s enable always trigger copy_to_month', v_table.default_partition);
end
$$;

revoke execute on function begin_move(regclass, date[], date[]) from public;

comment on function begin_move(regclass, date[], date[]) is
  'Internal: Makes the tables to which the rows of a default partition are copied, and the trigger that keeps the copies equal.';
