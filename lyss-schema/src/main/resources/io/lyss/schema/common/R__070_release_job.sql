-- What was set for the job applies as before: how often it runs, and how long it keeps. Failures from before
-- the hold no longer count. Only the owner of the schema ends a hold of the audit log, because system work
-- could cover its own traces.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function release_job(p_name text)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
begin
  perform require_job(p_name);
  if p_name = 'retention of audit_logs' then
    perform require_owner('take the hold off the audit log');
  end if;
  update jobs as j set hold = null, failures = 0, due_at = v_now
  where j.name = p_name and j.hold is not null;
  return found;
end
$$;

revoke execute on function release_job(text) from public;
grant execute on function release_job(text) to lyss_system;

comment on function release_job(text) is
  'Ends the hold of a job, which runs when it is due; false if it had none. The hold of the audit log is ended by the owner of the schema.';

select set_config('role', current_setting('lyss.migrating_role'), true);
