-- Until it has run, what somebody does to an entry past the triggers is not seen: for as long as the job
-- pauses, an hour unless set_job() says otherwise, and the oldest transaction is open. Each run makes a seal for each chain
-- that has new entries: one a minute is a row a minute for each tenant that does anything.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function seal_entries() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  return add_seals(100000);
end
$$;

revoke execute on function seal_entries() from public;
grant execute on function seal_entries() to lyss_system;

comment on function seal_entries() is
  'Seals entries of the audit log that are not sealed yet, about 100,000; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
