-- Returns the caller's snapshot, if answers of it may be kept. None may be on a standby, which does not know
-- which transactions its snapshot does not see, nor on Citus, where each node counts transactions of its own.
create or replace function snapshot_to_keep() returns text
language sql stable
set search_path = pg_catalog, pg_temp
return case
  when not pg_is_in_recovery() and not ${schema}.is_on_citus() then pg_current_snapshot()::text
end;

revoke execute on function snapshot_to_keep() from public;
grant execute on function snapshot_to_keep() to lyss_definer;

comment on function snapshot_to_keep() is
  'Internal: Returns the snapshot of the caller''s answers; null where these may not be kept.';
