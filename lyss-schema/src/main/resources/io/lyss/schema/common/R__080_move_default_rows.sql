-- Rows of months that had no partition, moved in steps of which none holds anybody up; call it until it
-- returns false. To take rows out of the default partition and to attach their month would hold up
-- everybody for as long as there are rows. So the default partition is replaced:
--
--   1. The first call makes the months and the next default partition beside, and a trigger that copies
--      to them what is written meanwhile.
--   2. Each of the next copies half a megabyte of what is there. What is deleted meanwhile goes from the copies,
--      too, by their foreign keys.
--   3. The last locks the table for a moment, drops the old default partition, and attaches the others.
--
-- Where it fails, for a lock or a server that stops, the next call goes on. The comment of the next
-- default partition says how far it is.
create or replace function move_default_rows(table_name regclass) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_blocks constant bigint := 64;
  v_table record;
  v_next_name text;
  v_next regclass;
  v_referenced regclass[];
  v_progress jsonb;
  v_blocks bigint;
  v_months date[];
  v_month timestamp;
  v_partition regclass;
  v_comment text;
  v_indexes jsonb;
  v_index record;
begin
  perform ${schema}.refuse_unsealed();
  select * into v_table from ${schema}.monthly_table(table_name);
  v_next_name := v_table.name || '_default_next';
  v_next := to_regclass(format('%I.%I', '${schema}', v_next_name));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = table_name and contype = 'f' and conparentid = 0
    order by 1);

  if v_table.default_partition is null then
    return false;
  elsif v_next is null then
    v_months := array(select m from ${schema}.default_months(table_name) as m order by m);
    if v_months = '{}' then
      return false;
    end if;
    perform ${schema}.lock_tables(
      table_name || v_referenced || v_table.default_partition,
      array['share update exclusive']
        || array_fill('share row exclusive'::text, array[cardinality(v_referenced) + 1]));
    foreach v_month in array v_months loop
      perform ${schema}.make_partition(
        table_name, v_table.name || to_char(v_month, '_YYYY_MM'),
        v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'),
        v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC', true);
    end loop;
    v_next := ${schema}.make_partition(
      table_name, v_next_name, jsonb_build_object('months', v_months, 'block', 0)::text,
      null, null, true);
    execute format(
      'create trigger copy_to_month after insert or update on %s
         for each row execute function ${schema}.copy_to_month(%L, %L, %L)',
      v_table.default_partition, v_table.name, v_table.key,
      array(select to_char(m, 'YYYY_MM') from unnest(v_months) as m)::text);
    return true;
  end if;

  -- also lets one at a time go on
  perform ${schema}.lock_tables(array[v_next], array['share update exclusive']);
  v_progress := obj_description(v_next, 'pg_class')::jsonb;
  v_months := array(select jsonb_array_elements_text(v_progress -> 'months')::date);
  v_blocks := (v_progress ->> 'block')::bigint;
  if v_blocks < pg_relation_size(v_table.default_partition) / current_setting('block_size')::bigint
  then
    perform ${schema}.copy_default_rows(table_name, v_months, v_blocks, v_blocks + c_blocks);
    execute format(
      'comment on table %s is %L', v_next,
      jsonb_set(v_progress, '{block}', to_jsonb(v_blocks + c_blocks))::text);
    return true;
  end if;

  perform ${schema}.lock_tables(
    v_referenced || table_name || v_table.default_partition,
    array_fill('access exclusive'::text, array[cardinality(v_referenced) + 2]));
  v_comment := obj_description(v_table.default_partition, 'pg_class');
  v_indexes := (
    select jsonb_object_agg(i.inhparent::bigint, c.relname)
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = v_table.default_partition);
  execute format('drop table %s', v_table.default_partition);
  execute format('alter table %s rename to %I', v_next, v_table.name || '_default');
  execute format('comment on table %s is %L', v_next, v_comment);
  execute format('alter table %s attach partition %s default', table_name, v_next);
  for v_index in
    select i.inhrelid::regclass as index, v_indexes ->> i.inhparent::bigint::text as name
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    -- one that is not on all partitions yet has no name to take over
    where x.indrelid = v_next and v_indexes ? i.inhparent::bigint::text
  loop
    execute format('alter index %s rename to %I', v_index.index, v_index.name);
  end loop;
  execute format(
    'alter table %s enable row level security, force row level security', v_next);
  execute format('revoke all on %s from lyss_definer', v_next);
  foreach v_month in array v_months loop
    v_partition := to_regclass(
      format('%I.%I', '${schema}', v_table.name || to_char(v_month, '_YYYY_MM')));
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      table_name, v_partition, v_month at time zone 'UTC',
      (v_month + interval '1 month') at time zone 'UTC');
    execute format('alter table %s drop constraint month_check', v_partition);
    execute format(
      'alter table %s enable row level security, force row level security', v_partition);
    execute format('revoke all on %s from lyss_definer', v_partition);
  end loop;
  return exists (select from ${schema}.default_months(table_name));
end
$$;

revoke execute on function move_default_rows(regclass) from public;
grant execute on function move_default_rows(regclass) to lyss_system;

comment on function move_default_rows(regclass) is
  'Takes a step in moving the rows of a default partition to the partitions of their months; false where nothing is left to do.';
