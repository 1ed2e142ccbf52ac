-- What was set of the job holds as before: how often it runs, and how long it keeps. It begins anew: that it failed before
-- the hold says nothing of now. A hold of the audit log the owner of the schema takes off, and nobody who has what it
-- tells of to hide.
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
  'Takes the hold off a job, which runs when it is due; false if there was none. That of the audit log, the owner of the schema does.';

select set_config('role', current_setting('lyss.migrating_role'), true);
