-- Moves rows of months that had no partition, in steps that hold nobody up. Call it until it returns false, each time in
-- a transaction of its own. Taking rows out of the default partition and attaching their month would hold up everybody,
-- the longer the more rows there are. So the default partition is replaced:
--
--   1. The first call makes the tables of the months, the next default partition, and a trigger that repeats changes of
--      rows on their copies (begin_move).
--   2. Each of the next calls copies half a megabyte of the rows from before the trigger.
--   3. If many rows have come for other months meanwhile, there is another round, with those months.
--   4. One call notes the running transactions. A snapshot that is older than the copies does not see them; so the last
--      call waits until those transactions have ended.
--   5. The last call locks the table for a moment, drops the old default partition, and attaches the others.
--
-- If a call fails, for a lock, a long transaction or a stopped server, the next call continues. The comment of the next
-- default partition has the progress.
create or replace function move_default_rows(table_name regclass) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_blocks constant bigint := 64;
  -- few enough to be read in an instant while the table is locked
  c_few constant bigint := 1048576;
  v_timeout constant text := current_setting('lock_timeout');
  v_table record;
  v_next regclass;
  v_progress jsonb;
  v_file record;
  v_block bigint;
  v_months date[];
  v_new_months date[];
begin
  perform ${schema}.refuse_unsealed();
  select * into v_table from ${schema}.monthly_table(table_name);
  if v_table.default_partition is null then
    return false;
  end if;
  v_next := to_regclass(format('%I.%I', '${schema}', v_table.name || '_default_next'));
  if v_next is null then
    v_new_months := array(select m from ${schema}.default_months(table_name) as m order by m);
    if v_new_months = '{}' then
      return false;
    end if;
    perform ${schema}.begin_move(table_name, '{}', v_new_months);
    return true;
  end if;

  -- The lock also lets only one session continue the move.
  perform ${schema}.lock_tables(array[v_next], array['share update exclusive']);
  v_progress := obj_description(v_next, 'pg_class')::jsonb;
  if current_setting('transaction_isolation') !~ '^read '
    or v_progress ->> 'transaction' = pg_current_xact_id()::text then
    raise exception 'each step of move_default_rows is a transaction of its own, READ COMMITTED'
      using errcode = 'active_sql_transaction';
  end if;
  v_file := ${schema}.file_of(v_table.default_partition);
  if v_progress ->> 'file' <> v_file.file then
    v_progress := v_progress - 'running' || jsonb_build_object('block', 0) || to_jsonb(v_file);
  end if;
  v_months := array(select jsonb_array_elements_text(v_progress -> 'months')::date);
  v_block := (v_progress ->> 'block')::bigint;

  if v_block < (v_progress ->> 'blocks')::bigint then
    execute format('set local lock_timeout = %s', ceil(extract(epoch from ${schema}.moment()) * 1000));
    perform ${schema}.copy_default_rows(table_name, v_months, v_block, v_block + c_blocks);
    execute format('set local lock_timeout = %L', v_timeout);
    perform ${schema}.note_move(
      v_next, v_progress || jsonb_build_object('block', v_block + c_blocks));
    return true;
  end if;

  if pg_relation_size(v_next) > c_few then
    v_new_months := array(
      select m from ${schema}.default_months(table_name) as m where m <> all (v_months) order by m);
    if v_new_months <> '{}' then
      perform ${schema}.begin_move(table_name, v_months, v_new_months);
      return true;
    end if;
  end if;

  if not v_progress ? 'running' then
    perform ${schema}.note_move(
      v_next,
      v_progress || jsonb_build_object(
        'running', array(select t.transaction from ${schema}.running_transactions() as t)));
    return true;
  end if;
  perform ${schema}.await_transactions(
    array(select jsonb_array_elements_text(v_progress -> 'running')));
  perform ${schema}.end_move(table_name, v_months);
  return exists (select from ${schema}.default_months(table_name));
end
$$;

revoke execute on function move_default_rows(regclass) from public;
grant execute on function move_default_rows(regclass) to lyss_system;

comment on function move_default_rows(regclass) is
  'Takes a step in moving the rows of a default partition to the partitions of their months; false where nothing is left to do.';
