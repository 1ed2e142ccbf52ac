-- Sets how often a job runs and how long it keeps what it deletes; a null leaves a setting as it is, so that a
-- caller can set one without the other. reset_job goes back to the defaults, keep_all keeps for ever. hold_job
-- and release_job set and end a hold.
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
  v_keeps_all boolean;
begin
  perform require_job(p_name);
  if p_name like 'retention of %' and (p_keep < interval '1 month' or p_keep > interval '2000 years') then
    raise exception 'keep is %: 1 month to 2000 years are kept, or all', p_keep
      using errcode = 'numeric_value_out_of_range', hint = 'keep_all keeps for ever.';
  end if;
  select j.every, j.keep, j.keeps_all into v_every, v_keep, v_keeps_all
  from jobs as j where j.name = p_name for update;
  if p_keep is not null then
    perform require_kept_audit(p_name, p_keep, kept_by_job(p_name));
    v_keep := p_keep;
    v_keeps_all := null;
  end if;
  v_every := coalesce(p_every, v_every);
  insert into jobs (name, every, keep, keeps_all, due_at) values (p_name, v_every, v_keep, v_keeps_all, v_now)
  on conflict (name) do update
  set every = excluded.every, keep = excluded.keep, keeps_all = excluded.keeps_all, due_at = excluded.due_at;
end
$$;

revoke execute on function set_job(text, interval, interval) from public;
grant execute on function set_job(text, interval, interval) to lyss_system;

comment on function set_job(text, interval, interval) is
  'States how often a job runs, and how long what it deletes is kept; what is null stays as it is, and so does a hold. '
  'That the audit log is kept for less time, the owner of the schema states.';

select set_config('role', current_setting('lyss.migrating_role'), true);
