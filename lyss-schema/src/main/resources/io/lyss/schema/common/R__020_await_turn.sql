-- For what only one transaction may do at a time: it does so from here to its end. Others wait for it, and fail with
-- who it is once lock_timeout has passed, or two seconds where that is off. From here on this transaction, for which
-- others may wait, itself waits for each lock no longer than that.
create or replace function await_turn(p_name text, p_refusal text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lock constant bigint := hashtextextended('${schema} ' || p_name, 0);
begin
  perform ${schema}.limit_waiting();
  -- a savepoint only where there is somebody to wait for
  if pg_try_advisory_xact_lock(v_lock) then
    return;
  end if;
  begin
    perform pg_advisory_xact_lock(v_lock);
  exception
    when lock_not_available then
      raise exception '%: %', p_refusal, ${schema}.lock_holders(v_lock)
        using
          errcode = 'lock_not_available',
          hint = 'Nothing was changed. Try again.';
  end;
end
$$;

revoke execute on function await_turn(text, text) from public;
grant execute on function await_turn(text, text) to lyss_definer;

comment on function await_turn(text, text) is
  'Internal: From here to the end of the transaction no other has the turn of this name; fails with 55P03 after lock_timeout, and says who has it.';
