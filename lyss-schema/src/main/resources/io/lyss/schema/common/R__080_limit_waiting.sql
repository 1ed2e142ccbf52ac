-- For transactions that hold locks while they wait for others: from here on they wait for each lock as long as
-- lock_timeout, or two seconds where that is off. It returns the previous value, for callers that set it back.
--
-- What a session has set is set again: Citus passes on to its nodes only what is set in the transaction.
create or replace function limit_waiting() returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  if v_before = '0' then
    set local lock_timeout = '2s';
  else
    execute format('set local lock_timeout = %L', v_before);
  end if;
  return v_before;
end
$$;

comment on function limit_waiting() is
  'Internal: Makes this transaction wait for a lock no longer than lock_timeout, or two seconds; returns the previous value.';
