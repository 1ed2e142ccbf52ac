-- Which transactions an erasure has to await before it is done. They were open when all was erased for the first
-- time, so what they have written may not have been seen; transactions that began later are not awaited. Called
-- before rows are erased: what those transactions that have ended by now have written is seen then.
--
-- One that has ended may have been prepared, and is still to be committed. It is not known which one it is, so all that
-- are prepared are awaited. A snapshot that is older than the statement sees nothing of what has been committed since,
-- so a transaction with such a snapshot awaits its own end.
create or replace function transactions_to_await(p_awaited text[]) returns text[]
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_open constant text[] := open_transactions();
  v_awaited text[] := p_awaited;
begin
  if v_awaited = '{}' then
    v_awaited := v_open;
  end if;
  if current_setting('transaction_isolation') !~ '^read ' then
    return v_awaited || array(
      select distinct l.virtualtransaction from pg_locks as l where l.pid = pg_backend_pid());
  end if;
  return array(
    select o.transaction from unnest(v_open) as o (transaction)
    where o.transaction = any (v_awaited)
      or o.transaction ~ '^prepared ' and exists (
        select from unnest(v_awaited) as a (transaction)
        where a.transaction !~ '^prepared ' and a.transaction <> all (v_open)));
end
$$;

revoke execute on function transactions_to_await(text[]) from public;
grant execute on function transactions_to_await(text[]) to lyss_definer;

comment on function transactions_to_await(text[]) is
  'Internal: Of the transactions that an erasure awaits, or of all that are open if it awaits none yet, those that have not ended.';
