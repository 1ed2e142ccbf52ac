-- From now on the organisation writes nothing: this enables the triggers refuse_closed, for which it locks each
-- table against writers. So all earlier writers have ended, and the next pass misses nothing.
create or replace function close_graduation() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_tables regclass[];
  v_table regclass;
begin
  select array_agg(t.tgrelid::regclass order by t.tgrelid::regclass::text) into v_tables
  from pg_trigger as t
  where t.tgname = 'refuse_closed' and t.tgfoid = 'refuse_closed()'::regprocedure;
  -- whoever reads a secret enters it, also while the organisation is closed: entries up to here have all been committed
  v_tables := v_tables || 'audit_logs'::regclass;
  perform lock_tables(v_tables, array_fill('share row exclusive'::text, array[cardinality(v_tables)]));
  foreach v_table in array array_remove(v_tables, 'audit_logs'::regclass) loop
    execute format('alter table %s enable trigger refuse_closed', v_table);
  end loop;
  update graduations as g
  set state = 'closed', closed_at = wall_time(), audit_until = coalesce((select max(a.id) from audit_logs as a), 0)
  where g.state = 'copying';
end
$$;

revoke execute on function close_graduation() from public;

comment on function close_graduation() is
  'Internal: Makes the database refuse all changes of what a graduation copies; fails with 55P03 if a table is not free in time.';
