-- Makes the partition of a month (in UTC) of a partitioned table.
--
--   * It takes any day of the month, and does nothing where the partition exists: a job can
--     repeat it.
--   * Its bounds are instants (+00): written as dates, they would move with the session's time
--     zone.
--   * Rows of that month that the default partition has caught meanwhile are moved.
--   * The partition is protected as its parent is: reached directly, it shows nothing to anybody.
--   * It is attached, not created in place, so that readers and writers of other months go on.
--
-- It runs with its owner's rights, as only the owner of a table may give it partitions; so it
-- accepts only tables of this schema.
create or replace function create_monthly_partition(table_name regclass, start_date date)
returns regclass
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_month constant timestamp := date_trunc('month', start_date::timestamp);
  v_from constant text := to_char(v_month, 'YYYY-MM-DD') || ' 00:00:00+00';
  v_to constant text := to_char(v_month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
  v_parent constant text := (select relname from pg_class where oid = table_name);
  v_partition constant text := v_parent || '_' || to_char(v_month, 'YYYY_MM');
  v_qualified text;
  v_waiting text;
  v_default regclass;
  v_key name;
  v_late boolean := false;
  v_trigger record;
begin
  if start_date is null or not isfinite(start_date) then
    raise exception 'create_monthly_partition needs a day of the month, not %',
      coalesce(start_date::text, 'null')
      using errcode = 'datetime_field_overflow';
  end if;

  select nullif(t.partdefid, 0), a.attname
  into v_default, v_key
  from pg_partitioned_table as t
  join pg_class as c on c.oid = t.partrelid
  join pg_attribute as a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
  where t.partrelid = table_name and c.relnamespace = to_regnamespace('${schema}');
  if not found then
    raise exception '% is not a partitioned table of the schema ${schema}', table_name
      using errcode = 'wrong_object_type';
  end if;

  v_qualified := format('%I.%I', '${schema}', v_partition);
  v_waiting := format('%I.%I', '${schema}', v_partition || '_waiting');

  -- Two at once would both find nothing and both create it.
  perform pg_advisory_xact_lock(hashtext('create_monthly_partition'), table_name::oid::integer);

  if to_regclass(v_qualified) is not null then
    if not exists (
      select from pg_inherits where inhrelid = to_regclass(v_qualified) and inhparent = table_name
    ) then
      raise exception '% exists and is not a partition of %', v_qualified, table_name
        using
          errcode = 'duplicate_table',
          hint = 'Attach it as the partition of its month, or rename it.';
    end if;
    return to_regclass(v_qualified);
  end if;

  execute format(
    'create table %s (like %s including defaults including constraints including storage)',
    v_qualified, table_name);
  if v_default is not null then
    execute format('lock table %s in access exclusive mode', v_default);
    execute format('alter table %s no force row level security, disable trigger user', v_default);
    execute format(
      'select exists (select from %s where %I >= %L and %I < %L)',
      v_default, v_key, v_from, v_key, v_to)
    into v_late;
    if v_late then
      execute format('create table %s (like %s)', v_waiting, table_name);
      execute format(
        'with moved as (delete from %s where %I >= %L and %I < %L returning *)
         insert into %s select * from moved',
        v_default, v_key, v_from, v_key, v_to, v_waiting);
    end if;
    execute format('alter table %s force row level security, enable trigger user', v_default);
  end if;
  execute format(
    'alter table %s attach partition %s for values from (%L) to (%L)',
    table_name, v_qualified, v_from, v_to);
  if v_late then
    -- Not before it is attached: to attach rows, PostgreSQL looks for what their foreign keys point
    -- at as the owner, who sees no user and no conversation under forced policies.
    execute format(
      'insert into %s overriding system value select * from %s', v_qualified, v_waiting);
    execute format('drop table %s', v_waiting);
  end if;
  execute format(
    'alter table %s enable row level security, force row level security', v_qualified);
  execute format('revoke all on %s from public, authenticated_users, lyss_system', v_qualified);
  -- Row triggers come from the parent by themselves, triggers on truncate do not.
  for v_trigger in
    select tgname, tgfoid::regproc as function
    from pg_trigger
    where tgrelid = table_name and not tgisinternal and tgtype::integer & 32 <> 0
  loop
    execute format(
      'create trigger %I before truncate on %s for each statement execute function %s(%L)',
      v_trigger.tgname, v_qualified, v_trigger.function, v_parent);
  end loop;
  execute format('comment on table %s is %L', v_qualified, v_parent || ' of ' || to_char(v_month, 'YYYY-MM'));
  return to_regclass(v_qualified);
end
$$;

revoke execute on function create_monthly_partition(regclass, date) from public;
grant execute on function create_monthly_partition(regclass, date) to lyss_system;

comment on function create_monthly_partition(regclass, date) is
  'Makes the partition of the month that a day is in, unless it is there; returns it.';
