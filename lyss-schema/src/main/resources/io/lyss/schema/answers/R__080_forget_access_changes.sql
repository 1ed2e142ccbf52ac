-- Deletes changes that hosts have read long ago. For each tenant it deletes all changes below a limit and none
-- above, so that the oldest one left shows what may be missing. The limit lies below the oldest open
-- transaction, whose changes nobody sees yet. The newest change stays, whatever its age.
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
  v_since constant timestamptz := statement_time() - p_keep;
  v_old bigint;
  v_to_come bigint;
begin
  perform require_system();
  if p_keep is null then
    return 0;
  end if;
  -- one statement, because the limit and the rows have to be of one snapshot
  delete from access_changes as c
  using (
    select k.tenant_id, coalesce(min(k.stamp) filter (where k.changed_at >= v_since), max(k.stamp)) as first_kept
    from access_changes as k
    where k.stamp < pg_snapshot_xmax(pg_current_snapshot())
    group by k.tenant_id
  ) as f
  where c.tenant_id = f.tenant_id
    and c.stamp < least(pg_snapshot_xmin(pg_current_snapshot()), f.first_kept);
  get diagnostics v_old = row_count;
  delete from access_changes as c where c.stamp >= pg_snapshot_xmax(pg_current_snapshot());
  get diagnostics v_to_come = row_count;
  return v_old + v_to_come;
end
$$;

revoke execute on function forget_access_changes(interval) from public;
grant execute on function forget_access_changes(interval) to lyss_system;

comment on function forget_access_changes(interval) is
  'Internal: The job of changes of access: deletes those that are older than p_keep, and returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
