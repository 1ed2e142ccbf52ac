-- A job that has to pass over rows then takes rows in any order, because the first ones may be those that it
-- passes over.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function job_fails(p_job text) returns boolean
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_unsealed();
  return exists (select from jobs as j where j.name = p_job and j.failures > 0);
end
$$;

revoke execute on function job_fails(text) from public;
grant execute on function job_fails(text) to lyss_system;

comment on function job_fails(text) is 'Internal: Whether a job failed when it last ran.';

select set_config('role', current_setting('lyss.migrating_role'), true);
