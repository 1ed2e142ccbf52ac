-- A transaction that deletes personal data for good waits for legal holds that are being set, and one that sets
-- a hold waits for such deletions. So no hold is set between the check and the deletion.
--
-- Deletions do not wait for each other; but they queue behind a transaction that sets a hold and waits for one
-- of them. So that one waits for short moments only, lets them all continue in between, and gives up after two
-- seconds.
create or replace function await_holds(p_sets_one boolean default false) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_lock constant bigint := hashtextextended('${schema} legal holds', 0);
  v_before constant text := current_setting('lock_timeout');
begin
  if not p_sets_one then
    -- a savepoint only where there is somebody to wait for
    if pg_try_advisory_xact_lock_shared(v_lock) then
      return;
    end if;
    begin
      perform pg_advisory_xact_lock_shared(v_lock);
      return;
    exception
      when lock_not_available then
        raise exception 'a legal hold is being set: %', lock_holders(v_lock)
          using errcode = 'lock_not_available', hint = 'Nothing was changed. Try again.';
    end;
  end if;
  for v_try in 1 .. 8 loop
    begin
      set local lock_timeout = '250ms';
      perform pg_advisory_xact_lock(v_lock);
      execute format('set local lock_timeout = %L', v_before);
      return;
    exception
      when lock_not_available then
        null;
    end;
  end loop;
  raise exception 'somebody is deleting for good in an open transaction, so no legal hold can be set now: %',
    lock_holders(v_lock)
    using
      errcode = 'lock_not_available',
      hint = 'Nothing was changed. Try again.';
end
$$;

comment on function await_holds(boolean) is
  'Internal: From here to the end of the transaction no legal hold is set; with p_sets_one, nothing is deleted for good.';
