-- Waits until the given transactions have ended, while it holds no lock that others need. It waits for
-- lock_timeout, or two seconds where that is off. Later transactions are not waited for, so the wait has an
-- end.
create or replace function await_transactions(p_transactions text[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  c_pause constant double precision := 0.01;
  v_timeout constant interval := coalesce(
    nullif(current_setting('lock_timeout')::interval, interval '0'), interval '2 s');
  v_still text;
begin
  for v_turn in 0 .. ceil(extract(epoch from v_timeout) / c_pause) loop
    v_still := (
      select string_agg(
        format('process %s has held its transaction open', t.pid)
          || coalesce(' since ' || a.xact_start, ''),
        ', ' order by t.pid)
      from ${schema}.running_transactions() as t
      left join pg_stat_activity as a using (pid)
      where t.transaction = any (p_transactions));
    if v_still is null then
      return;
    end if;
    perform pg_sleep(c_pause);
  end loop;
  raise exception 'older transactions have not ended, which may not see what was copied: %', v_still
    using
      errcode = 'lock_not_available',
      hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$$;

revoke execute on function await_transactions(text[]) from public;

comment on function await_transactions(text[]) is
  'Internal: Waits until these of running_transactions() have ended; fails with 55P03 when lock_timeout has passed, and names those that run.';
