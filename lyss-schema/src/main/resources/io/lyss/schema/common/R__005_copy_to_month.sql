-- While the rows of a default partition are copied, this trigger repeats each insertion, change or deletion of
-- a row on its copy. The copy is in the table of its month, if one is being filled, or else in the next default
-- partition.
--
-- A row that is deleted while copy_default_rows() copies it must not come back. So writers share a lock that
-- copy_default_rows() takes alone: either it no longer sees the row, or the copy is found here. A transaction
-- with a snapshot older than the copy cannot see the copy. It inserts a row with the copy's key instead, and
-- PostgreSQL refuses that with 40001, as it does for any row changed since the snapshot.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function copy_to_month() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_table constant text := tg_argv[0];
  c_column constant text := tg_argv[1];
  c_months constant text[] := tg_argv[2];
  c_is_its_copy constant text := tg_argv[3];
  c_copy constant text := 'insert into %s select ($1).* on conflict do nothing';
  v_is_old boolean;
  v_row record;
  v_month text;
  v_copies text;
  v_gone bigint;
begin
  foreach v_is_old in array
    case tg_op when 'INSERT' then '{f}' when 'DELETE' then '{t}' else '{t,f}' end::boolean[]
  loop
    if v_is_old then
      v_row := old;
    else
      v_row := new;
    end if;
    execute format('select to_char(($1).%I at time zone ''UTC'', ''YYYY_MM'')', c_column)
      into v_month using v_row;
    v_copies := format(
      '%I.%I', '${schema}',
      c_table || case when v_month = any (c_months) then '_' || v_month else '_default_next' end);
    if not v_is_old then
      execute format(c_copy, v_copies) using v_row;
      continue;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('${schema} move ' || c_table, 0));
    execute format('delete from %s as c where %s', v_copies, c_is_its_copy) using v_row;
    get diagnostics v_gone = row_count;
    if v_gone = 0 and current_setting('transaction_isolation') !~ '^read ' then
      begin
        execute format(c_copy, v_copies) using v_row;
        raise exception using errcode = 'triggered_action_exception';
      exception
        when triggered_action_exception or foreign_key_violation then
          null; -- There is no copy; the inserted row is undone with this block.
      end;
    end if;
  end loop;
  return null;
end
$$;

revoke execute on function copy_to_month() from public;

select allow_owner('execute on function copy_to_month()');

comment on function copy_to_month() is
  'Trigger function: repeats a change of a row of a default partition, which is being emptied, on its copy; its arguments are the table, the column of the time, the months that have a table, and the condition by which a copy c is that of the row $1.';

select set_config('role', current_setting('lyss.migrating_role'), true);
