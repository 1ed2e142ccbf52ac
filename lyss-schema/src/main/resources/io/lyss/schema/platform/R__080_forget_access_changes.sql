-- Forgets changes of access that hosts have heard of long ago. All below one go, and none above, so that the
-- oldest that is left says what may be missing. It lies below every transaction that is open: one of these may
-- have a change that nobody sees yet. The newest one stays, whatever its age.
--
-- Rows from a time to come are of the server that this database was restored from.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_access_changes(p_keep interval) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_forgotten bigint;
begin
  perform require_system();
  if p_keep is null then
    return 0;
  end if;
  -- one statement, so that all of it is of one snapshot
  delete from access_changes as c
  where c.stamp < least(
      pg_snapshot_xmin(pg_current_snapshot()),
      (
        select coalesce(min(k.stamp) filter (where k.changed_at >= statement_time() - p_keep), max(k.stamp))
        from access_changes as k
        where k.stamp < pg_snapshot_xmax(pg_current_snapshot())
      ))
    or c.stamp >= pg_snapshot_xmax(pg_current_snapshot());
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;

revoke execute on function forget_access_changes(interval) from public;
grant execute on function forget_access_changes(interval) to lyss_system;

comment on function forget_access_changes(interval) is
  'Internal: The job of changes of access: forgets those that are older than that, and returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
