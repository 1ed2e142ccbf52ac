-- For require_no_hold, and for those who drop months by hand.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function hold_of(p_job text) returns text
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  return (select j.hold from jobs as j where j.name = p_job);
end
$$;

revoke execute on function hold_of(text) from public;

select allow_owner('execute on function hold_of(text)');

comment on function hold_of(text) is 'Internal: Why a job may not run; null where it may.';

select set_config('role', current_setting('lyss.migrating_role'), true);
