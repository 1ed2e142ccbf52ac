-- Also for tables that are dropped by default, such as the audit log, which is kept for a year.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function keep_all(p_name text)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
begin
  perform require_job(p_name);
  if p_name not like 'retention of %' then
    raise exception 'name is %: only the retention of a table keeps all', p_name
      using errcode = 'invalid_parameter_value';
  end if;
  insert into jobs (name, keeps_all, due_at) values (p_name, true, v_now)
  on conflict (name) do update set keep = null, keeps_all = excluded.keeps_all, due_at = excluded.due_at;
end
$$;

revoke execute on function keep_all(text) from public;
grant execute on function keep_all(text) to lyss_system;

comment on function keep_all(text) is
  'Makes a job of retention keep everything for ever, until set_job or reset_job is called.';

select set_config('role', current_setting('lyss.migrating_role'), true);
