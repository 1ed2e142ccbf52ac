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
      ${schema}.row_lockers(array(
        select k.confrelid::regclass from pg_constraint as k
        where k.conrelid = p_table and k.contype = 'f' and k.conparentid = 0)),
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
