select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function kept_by_job(p_name text) returns interval
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_unsealed();
  return (
    select case when j.keeps_all is null then coalesce(j.keep, d.keep) end
    from job_definitions() as d
    left join jobs as j on j.name = d.name
    where d.name = p_name);
end
$$;

revoke execute on function kept_by_job(text) from public;
select allow_owner('execute on function kept_by_job(text)');

comment on function kept_by_job(text) is
  'Internal: How long a job keeps what it deletes, as set or by default; null for ever.';

select set_config('role', current_setting('lyss.migrating_role'), true);
