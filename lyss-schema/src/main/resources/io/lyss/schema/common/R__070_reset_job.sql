-- Goes back to the default of how often a job runs, of how long it keeps, or of both. The caller says which,
-- because the next run deletes what was kept for longer than by default. A hold stays.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function reset_job(p_name text, p_setting text)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_before jobs;
  v_after jobs;
begin
  perform require_job(p_name);
  select * into v_before from jobs as j where j.name = p_name for update;
  v_after := v_before;
  if p_setting = 'every' or p_setting = 'both' then
    v_after.every := null;
  end if;
  if p_setting = 'keep' or p_setting = 'both' then
    perform require_kept_audit(
      p_name, (select d.keep from job_definitions() as d where d.name = p_name), kept_by_job(p_name));
    v_after.keep := null;
    v_after.keeps_all := null;
  elsif p_setting is distinct from 'every' then
    raise exception 'setting is %: it is every, keep or both', coalesce(p_setting, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if v_after is not distinct from v_before then
    return false;
  end if;
  update jobs as j set every = v_after.every, keep = v_after.keep, keeps_all = v_after.keeps_all, due_at = v_now
  where j.name = p_name;
  return true;
end
$$;

revoke execute on function reset_job(text, text) from public;
grant execute on function reset_job(text, text) to lyss_system;

comment on function reset_job(text, text) is
  'Sets how often a job runs (every), how long it keeps (keep), or both to the default; false if that was not set. A hold stays.';

select set_config('role', current_setting('lyss.migrating_role'), true);
