-- The transactions of other sessions in this database that may read by a snapshot, also those that have written
-- nothing, such as a backup's. Autovacuum reads no rows by a snapshot, and has no login. Everybody may read
-- this list; the age of another login's snapshot is for members of pg_read_all_stats only.
--
-- The list of sessions is that of when the current transaction first asked for it. A session that has come since
-- is not in it, and counts.
create or replace function running_transactions() returns table (transaction text, pid integer)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select l.virtualxid, l.pid
  from pg_locks as l
  left join pg_stat_activity as a on a.pid = l.pid
  where l.locktype = 'virtualxid' and l.granted and l.virtualxid = l.virtualtransaction
    and (a.pid is null or a.datname = current_database() and a.usesysid is not null)
    and l.pid <> pg_backend_pid()
$$;

revoke execute on function running_transactions() from public;
grant execute on function running_transactions() to lyss_definer;

comment on function running_transactions() is
  'Internal: The transactions of other sessions in this database, and their processes.';
