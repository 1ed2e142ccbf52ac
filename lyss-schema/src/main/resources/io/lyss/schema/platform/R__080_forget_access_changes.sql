-- Deletes changes of access that hosts have read long ago. It deletes all changes below a limit and none above,
-- so that the oldest one left shows what may be missing. The limit lies below the oldest open transaction,
-- whose changes nobody sees yet. The newest change stays, whatever its age.
--
-- Rows whose transactions are still to come here are from the server that this database was restored from; they
-- are deleted, too.
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
  -- one statement, because the limit and the rows have to be of one snapshot
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
  'Internal: The job of changes of access: deletes those that are older than p_keep, and returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
