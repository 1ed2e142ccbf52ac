-- Which sessions may hold locks on rows of some tables. PostgreSQL notes such locks in the rows themselves, and
-- who has waited in vain does not wait any more: so this names each that has locked a row of the table.
create or replace function row_lockers(p_tables regclass[]) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    format('process %s has held a lock on rows of %s', l.pid, l.relation::regclass), ', '
    order by l.pid, l.relation)
  from (
    select distinct pid, relation from pg_locks
    where locktype = 'relation' and mode in ('RowShareLock', 'RowExclusiveLock') and granted
      and pid is distinct from pg_backend_pid() and relation = any (p_tables)
      and database = (select oid from pg_database where datname = current_database())
  ) as l
$$;

revoke execute on function row_lockers(regclass[]) from public;
grant execute on function row_lockers(regclass[]) to lyss_definer, lyss_system;

comment on function row_lockers(regclass[]) is
  'Internal: The sessions that may hold locks on rows of some tables; null for none.';
