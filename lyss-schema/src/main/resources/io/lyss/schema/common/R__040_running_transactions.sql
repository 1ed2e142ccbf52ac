-- The transactions of other sessions in this database that may read by a snapshot, also those that have written
-- nothing, such as a backup's. Autovacuum reads no rows by a snapshot, and has no login. Everybody may read
-- this list; the age of another login's snapshot is for members of pg_read_all_stats only.
--
-- Transactions are read before sessions. Whose session is not there has ended meanwhile, or is only being
-- connected: that is a transaction, too, of no database yet.
create or replace function running_transactions() returns table (transaction text, pid integer)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_transactions text[];
  v_pids integer[];
begin
  select array_agg(l.virtualxid), array_agg(l.pid) into v_transactions, v_pids
  from pg_locks as l
  where l.locktype = 'virtualxid' and l.granted and l.virtualxid = l.virtualtransaction
    and l.pid <> pg_backend_pid();
  -- else the list of sessions is that of when this transaction first asked for it
  perform pg_stat_clear_snapshot();
  return query
    select t.transaction, t.pid
    from unnest(v_transactions, v_pids) as t (transaction, pid)
    join pg_stat_activity as a on a.pid = t.pid
    where a.datname = current_database() and a.usesysid is not null;
end
$$;

revoke execute on function running_transactions() from public;
grant execute on function running_transactions() to lyss_definer;

comment on function running_transactions() is
  'Internal: The transactions of other sessions in this database, and their processes.';
