-- Checked before anything is deleted for good that a job would delete, whoever calls.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_no_hold(p_job text) returns void
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_hold constant text := hold_of(p_job);
begin
  perform refuse_unsealed();
  if v_hold is not null then
    raise exception '% is on hold: %', p_job, v_hold
      using errcode = 'object_not_in_prerequisite_state', hint = 'release_job ends the hold.';
  end if;
end
$$;

revoke execute on function require_no_hold(text) from public;
grant execute on function require_no_hold(text) to lyss_system;
select allow_owner('execute on function require_no_hold(text)');

comment on function require_no_hold(text) is 'Internal: Fails with 55000 if a job is on hold.';

select set_config('role', current_setting('lyss.migrating_role'), true);
