-- For what may hold locks while it waits for others: from here on it waits for each as long as lock_timeout says, and two
-- seconds where that says nothing. It tells what was set before, for whoever sets it again.
create or replace function limit_waiting() returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  if v_before = '0' then
    set local lock_timeout = '2s';
  end if;
  return v_before;
end
$$;

comment on function limit_waiting() is
  'Internal: Has this transaction wait for no lock for longer than lock_timeout, or two seconds; returns what it was.';
