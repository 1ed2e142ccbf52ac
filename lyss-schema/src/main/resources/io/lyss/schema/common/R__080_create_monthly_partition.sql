-- Makes the partition of a month (in UTC) of a partitioned table.
--
--   * It takes any day of the month, and does nothing where the partition exists: a job can repeat it.
--   * Its bounds are instants (+00): written as dates, they would move with the session's time zone.
--   * If the default partition has a few rows of that month, they are moved; move_default_rows moves many.
--   * It is attached, not created in place, so that readers and writers of other months are not held up. It waits for
--     nobody while it holds a lock that others need (lock_tables).
--
-- It runs with its owner's rights, because only the owner of a table may add partitions; so it accepts only tables of
-- this schema.
create or replace function create_monthly_partition(table_name regclass, start_date date)
returns regclass
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- few enough to be moved in an instant
  c_few constant bigint := 1048576;
  v_month constant timestamp := date_trunc('month', start_date::timestamp);
  v_from constant text := to_char(v_month, 'YYYY-MM-DD') || ' 00:00:00+00';
  v_to constant text := to_char(v_month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
  v_table record;
  v_name text;
  v_partition regclass;
  v_waiting text;
  v_referenced regclass[];
  v_late boolean := false;
begin
  perform ${schema}.refuse_unsealed();
  if start_date is null or not isfinite(start_date) then
    raise exception 'create_monthly_partition needs a day of the month, not %',
      coalesce(start_date::text, 'null')
      using errcode = 'datetime_field_overflow';
  end if;
  select * into v_table from ${schema}.monthly_table(table_name);
  v_name := v_table.name || '_' || to_char(v_month, 'YYYY_MM');
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = table_name and contype = 'f' and conparentid = 0
    order by 1);

  -- first without a lock, then again with the lock that lets only one session make partitions
  v_partition := ${schema}.partition_of_month(table_name, v_name, v_month);
  if v_partition is null then
    if pg_relation_size(v_table.default_partition) > c_few
      and ${schema}.default_rows(table_name) > 0 then
      raise exception '% has rows of months that had no partition', v_table.default_partition
        using
          errcode = 'object_in_use',
          hint = format('select ${schema}.move_default_rows(%L), until it is false.', table_name);
    end if;
    perform ${schema}.lock_tables(
      table_name || v_referenced || v_table.default_partition,
      array['share update exclusive']
        || array_fill('share row exclusive'::text, array[cardinality(v_referenced)])
        || 'access exclusive'::text);
    v_partition := ${schema}.partition_of_month(table_name, v_name, v_month);
  end if;
  if v_partition is not null then
    if not exists (
      select from pg_inherits where inhrelid = v_partition and inhparent = table_name
    ) then
      raise exception '% exists and is not a partition of %', v_partition, table_name
        using
          errcode = 'duplicate_table',
          hint = 'If move_default_rows fills it, it will be. If not, attach it with the bounds of its month, or rename it.';
    end if;
    return v_partition;
  end if;

  if v_table.default_partition is not null then
    execute format('alter table %s no force row level security', v_table.default_partition);
    execute format(
      'select exists (select 1 from %s where %I >= %L and %2$I < %4$L)',
      v_table.default_partition, v_table.key, v_from, v_to)
    into v_late;
    if v_late then
      perform ${schema}.require_movable_rows(table_name);
      if to_regclass(format('%I.%I', '${schema}', v_table.name || '_default_next')) is not null then
        raise exception 'rows of % are being moved', v_table.default_partition
          using
            errcode = 'object_in_use',
            hint = format('select ${schema}.move_default_rows(%L), until it is false.', table_name);
      end if;
      execute format('alter table %s disable trigger user', v_table.default_partition);
      v_waiting := format('%I.%I', '${schema}', v_name || '_waiting');
      execute format('create table %s (like %s)', v_waiting, table_name);
      execute format(
        'with moved as (delete from %s where %I >= %L and %2$I < %4$L returning *)
         insert into %5$s select * from moved',
        v_table.default_partition, v_table.key, v_from, v_to, v_waiting);
      execute format('alter table %s enable trigger user', v_table.default_partition);
    end if;
    execute format('alter table %s force row level security', v_table.default_partition);
  end if;
  v_partition := ${schema}.make_partition(
    p_table => table_name, p_name => v_name,
    p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'), p_from => v_from::timestamptz,
    p_to => v_to::timestamptz, p_filled => false);
  if not ${schema}.is_distributed(table_name) then
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      table_name, v_partition, v_from, v_to);
  end if;
  if v_late then
    -- Not before it is attached: PostgreSQL checks the foreign keys of attached rows as the owner, to whom
    -- forced policies show no user and no conversation.
    execute format('alter table %s no force row level security', v_partition);
    perform ${schema}.insert_late_rows(
      format('insert into %s overriding system value select * from %s', v_partition, v_waiting), table_name);
    execute format('alter table %s force row level security', v_partition);
    execute format('drop table %s', v_waiting);
  end if;
  return v_partition;
end
$$;

revoke execute on function create_monthly_partition(regclass, date) from public;
grant execute on function create_monthly_partition(regclass, date) to lyss_system;

comment on function create_monthly_partition(regclass, date) is
  'Makes the partition of the month that a day is in, unless it exists; returns it.';
