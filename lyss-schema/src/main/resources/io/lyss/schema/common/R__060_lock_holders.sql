-- Which sessions hold an advisory lock, for the error of one that has waited for it in vain. A transaction that is
-- prepared has left its session.
create or replace function lock_holders(p_lock bigint) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    string_agg(
      case
        when l.pid is null then 'a prepared transaction, see pg_prepared_xacts,'
        else format('process %s', l.pid)
      end || ' has held the lock',
      ', ' order by l.pid),
    'nobody holds it any more')
  from pg_locks as l
  where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
    and l.pid is distinct from pg_backend_pid()
    and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) + l.objid::bigint = p_lock
$$;

revoke execute on function lock_holders(bigint) from public;
grant execute on function lock_holders(bigint) to lyss_definer, lyss_system;

comment on function lock_holders(bigint) is
  'Internal: The sessions that hold an advisory lock.';
