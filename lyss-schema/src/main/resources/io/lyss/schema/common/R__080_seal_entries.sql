-- Tampering with an entry, past the triggers, is detected only once the entry is sealed. Until then pass at
-- most the pause of the job, an hour unless set_job() sets another, and the time that the oldest transaction
-- stays open. Each run makes a seal for each chain that has new entries: with a run a minute, that is up to a
-- row a minute for each active tenant.
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
