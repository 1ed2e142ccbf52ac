-- The snapshot of whoever calls, if an answer of it may be kept. A standby cannot tell which transactions its
-- snapshot does not see; on the nodes of Citus each counts transactions of its own.
create or replace function snapshot_to_keep() returns text
language sql stable
set search_path = pg_catalog, pg_temp
return case
  when not pg_is_in_recovery() and not ${schema}.is_on_citus() then pg_current_snapshot()::text
end;

revoke execute on function snapshot_to_keep() from public;
grant execute on function snapshot_to_keep() to lyss_definer;

comment on function snapshot_to_keep() is
  'Internal: The snapshot that an answer is of; null where none is kept.';
