-- What was set of the job holds as before: how often it runs, and how long it keeps.
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
  update jobs as j set hold = null, due_at = v_now
  where j.name = p_name and j.hold is not null;
  return found;
end
$$;

revoke execute on function release_job(text) from public;
grant execute on function release_job(text) to lyss_system;

comment on function release_job(text) is
  'Takes the hold off a job, which runs when it is due; false if there was none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
