-- States all that can be said of a job; what is null is as by default. A job on hold does not run, and
-- what it would drop is dropped by nobody.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_job(
  p_name text, p_every interval, p_keep interval, p_hold text
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  elsif not exists (select from job_definitions() as d where d.name = p_name) then
    raise exception 'name is %: there is no such job', coalesce(p_name, 'null')
      using errcode = 'no_data_found';
  elsif p_name like 'retention of %' and p_keep < interval '1 month' then
    raise exception 'keep is %: at least 1 month is kept', p_keep
      using errcode = 'numeric_value_out_of_range';
  end if;
  insert into jobs (name, every, keep, hold) values (p_name, p_every, p_keep, p_hold)
  on conflict (name) do update set
    every = excluded.every, keep = excluded.keep, hold = excluded.hold, due_at = null;
end
$$;

revoke execute on function set_job(text, interval, interval, text) from public;
grant execute on function set_job(text, interval, interval, text) to lyss_system;

comment on function set_job(text, interval, interval, text) is
  'States how often a job runs, how long what it deletes is kept, and why it is on hold; null for the default.';

select set_config('role', current_setting('lyss.migrating_role'), true);
