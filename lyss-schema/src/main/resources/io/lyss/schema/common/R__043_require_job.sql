create or replace function require_job(p_name text) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  elsif not exists (select from job_definitions() as d where d.name = p_name) then
    raise exception 'name is %: there is no such job', coalesce(p_name, 'null')
      using errcode = 'no_data_found';
  end if;
end
$$;

revoke execute on function require_job(text) from public;
grant execute on function require_job(text) to lyss_definer;

comment on function require_job(text) is
  'Internal: Fails unless the caller is system work, with a reason, and the job exists.';
