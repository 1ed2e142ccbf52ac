-- The extension pg_stat_statements may be in any schema, or not installed; so its view is looked up at each
-- call. A caller who is no member of pg_monitor gets no text of other logins' statements.
create or replace function slow_statements(p_limit integer)
returns table (calls bigint, total interval, mean interval, rows bigint, query text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view constant text := (
    select format('%I.pg_stat_statements', n.nspname)
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements');
begin
  if v_view is null then
    raise exception 'pg_stat_statements is not installed'
      using
        errcode = 'feature_not_supported',
        hint = 'Add it to shared_preload_libraries, restart, and: create extension pg_stat_statements';
  end if;
  return query execute format(
    'select s.calls, s.total_exec_time * interval ''1 millisecond'',
      s.mean_exec_time * interval ''1 millisecond'', s.rows, s.query
    from %s as s
    where s.dbid = (select oid from pg_database where datname = current_database())
    order by s.total_exec_time desc
    limit %s', v_view, coalesce(p_limit, 10));
end
$$;

revoke execute on function slow_statements(integer) from public;
grant execute on function slow_statements(integer) to lyss_system, pg_monitor;

comment on function slow_statements(integer) is
  'The statements of the database that have taken most time; fails with 0A000 where pg_stat_statements is not installed.';
