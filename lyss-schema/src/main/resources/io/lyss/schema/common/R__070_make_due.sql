-- Makes a job due, as what it works on has become another by much at once.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function make_due(p_job text) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  -- a job that never ran has no row, and is due
  update jobs set due_at = null where name = p_job;
end
$$;

revoke execute on function make_due(text) from public;
select allow_owner('execute on function make_due(text)');

comment on function make_due(text) is 'Internal: Makes a job due at once.';

select set_config('role', current_setting('lyss.migrating_role'), true);
