-- The open transactions of this database, except the current one, as texts that can be stored and compared later.
-- Prepared ones have no process. Running ones are read first: one that is prepared in between is in the list, too.
create or replace function open_transactions() returns text[]
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_running constant text[] := array(select t.transaction from running_transactions() as t);
begin
  return v_running || array(
    select 'prepared ' || p.transaction from pg_prepared_xacts as p where p.database = current_database());
end
$$;

revoke execute on function open_transactions() from public;
grant execute on function open_transactions() to lyss_definer;

comment on function open_transactions() is
  'Internal: The open transactions of this database, prepared ones included, except the current one.';
