-- States how often a job runs and how long it keeps what it deletes; what is null stays as it is, so that who sets one
-- does not lose the other. reset_job goes back to the defaults. Whether it is on hold is said by hold_job and release_job.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_job(p_name text, p_every interval, p_keep interval)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_every interval;
  v_keep interval;
begin
  perform require_job(p_name);
  if p_name like 'retention of %' and p_keep < interval '1 month' then
    raise exception 'keep is %: at least 1 month is kept', p_keep
      using errcode = 'numeric_value_out_of_range';
  end if;
  select j.every, j.keep into v_every, v_keep from jobs as j where j.name = p_name for update;
  v_every := coalesce(p_every, v_every);
  v_keep := coalesce(p_keep, v_keep);
  insert into jobs (name, every, keep, due_at) values (p_name, v_every, v_keep, v_now)
  on conflict (name) do update set every = excluded.every, keep = excluded.keep, due_at = excluded.due_at;
end
$$;

revoke execute on function set_job(text, interval, interval) from public;
grant execute on function set_job(text, interval, interval) to lyss_system;

comment on function set_job(text, interval, interval) is
  'States how often a job runs, and how long what it deletes is kept; what is null stays as it is, and so does a hold.';

select set_config('role', current_setting('lyss.migrating_role'), true);
