-- Copies some blocks of a default partition to the tables that will become months, and to the next default
-- partition. Rows that are there already were copied by copy_to_month(). Writers of the default partition
-- finish before this, or wait (copy_to_month() says why). So each statement here needs a new snapshot, and the
-- caller ensures that no lock is waited for as long as deadlock_timeout. The settings make PostgreSQL read times
-- as it wrote them, whatever those of the session.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function copy_default_rows(
  p_table regclass, p_months date[], p_from_block bigint, p_to_block bigint
)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, MDY'
set timezone = 'UTC'
as $$
declare
  v_table record;
  v_rest text := ${schema}.default_condition(p_table);
  v_month timestamp;
  v_of_month text;
  v_copy constant text :=
    'insert into %I.%I
     select * from %s as t
     where t.tableoid = %s and t.ctid >= ''(%s,0)'' and t.ctid < ''(%s,0)'' and (%s)
     on conflict do nothing';
begin
  select * into v_table from ${schema}.monthly_table(p_table);
  perform ${schema}.await_turn(
    'move ' || v_table.name, format('rows of %s are being deleted or changed', v_table.default_partition));
  foreach v_month in array p_months loop
    v_of_month := format(
      '%1$I >= %2$L and %1$I < %3$L',
      v_table.key, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
    v_rest := format('(%s) and not (%s)', v_rest, v_of_month);
    perform ${schema}.insert_late_rows(
      format(
        v_copy, '${schema}', v_table.name || to_char(v_month, '_YYYY_MM'), p_table,
        v_table.default_partition::oid, p_from_block, p_to_block, v_of_month),
      p_table);
  end loop;
  perform ${schema}.insert_late_rows(
    format(
      v_copy, '${schema}', v_table.name || '_default_next', p_table, v_table.default_partition::oid,
      p_from_block, p_to_block, v_rest),
    p_table);
end
$$;

revoke execute on function copy_default_rows(regclass, date[], bigint, bigint) from public;

select allow_owner('execute on function copy_default_rows(regclass, date[], bigint, bigint)');

comment on function copy_default_rows(regclass, date[], bigint, bigint) is
  'Internal: Copies some blocks of a default partition that is being emptied.';

select set_config('role', current_setting('lyss.migrating_role'), true);
