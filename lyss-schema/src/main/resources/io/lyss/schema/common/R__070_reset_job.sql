-- Goes back to the defaults, both how often a job runs and how long it keeps: what was to be kept for longer goes with its
-- next run. A hold stays.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function reset_job(p_name text)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
begin
  perform require_job(p_name);
  update jobs as j set every = null, keep = null, due_at = v_now
  where j.name = p_name and (j.every is not null or j.keep is not null);
  return found;
end
$$;

revoke execute on function reset_job(text) from public;
grant execute on function reset_job(text) to lyss_system;

comment on function reset_job(text) is
  'Has a job run, and keep what it deletes, as by default again: both; false if nothing was set. A hold stays.';

select set_config('role', current_setting('lyss.migrating_role'), true);
