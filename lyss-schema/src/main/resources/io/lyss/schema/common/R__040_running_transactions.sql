-- The transactions of other sessions in this database, of which any may read by a snapshot: also those that have
-- written nothing, as a backup's. Autovacuum reads no rows by one, and has no login. Everybody may know this; the age of another login's
-- snapshot, only members of pg_read_all_stats.
create or replace function running_transactions() returns table (transaction text, pid integer)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select l.virtualxid, l.pid
  from pg_locks as l
  join pg_stat_activity as a on a.pid = l.pid
  where l.locktype = 'virtualxid' and l.granted and l.virtualxid = l.virtualtransaction
    and a.datname = current_database() and a.usesysid is not null and l.pid <> pg_backend_pid()
$$;

revoke execute on function running_transactions() from public;

comment on function running_transactions() is
  'Internal: The transactions of other sessions in this database, and their processes.';
