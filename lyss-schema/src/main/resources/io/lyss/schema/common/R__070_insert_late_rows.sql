-- PostgreSQL keeps the rows that the inserted ones refer to from being deleted, and waits where somebody else
-- has locked them. Others need what the caller has locked. So it waits for a moment only.
create or replace function insert_late_rows(p_insert text, p_table regclass) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  execute format('set local lock_timeout = %s', ceil(extract(epoch from ${schema}.moment()) * 1000));
  execute p_insert;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available then
    raise exception 'rows that those of % refer to are locked: %', p_table, coalesce(
      (
        select string_agg(
          format('process %s has held a lock on rows of %s', l.pid, l.relation::regclass), ', '
          order by l.pid, l.relation)
        from (
          select distinct l.pid, l.relation from pg_locks as l
          where l.locktype = 'relation' and l.mode in ('RowShareLock', 'RowExclusiveLock') and l.granted
            and l.pid is distinct from pg_backend_pid()
            and l.database = (select oid from pg_database where datname = current_database())
            and l.relation in (
              select k.confrelid from pg_constraint as k
              where k.conrelid = p_table and k.contype = 'f' and k.conparentid = 0)
        ) as l
      ),
      'nobody holds them any more')
      using
        errcode = 'lock_not_available',
        hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$$;

revoke execute on function insert_late_rows(text, regclass) from public;
grant execute on function insert_late_rows(text, regclass) to lyss_definer;

comment on function insert_late_rows(text, regclass) is
  'Internal: Runs an insertion of rows of a partitioned table; fails with 55P03 where what they refer to is locked for more than a moment, and says by whom.';
