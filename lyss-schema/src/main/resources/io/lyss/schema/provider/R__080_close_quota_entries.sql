-- drop_expired_partitions calls it before it drops a month of the ledger, and before it locks anything: no
-- entry of an expired month is added or changed any more. For each counter whose period is not over, the sum of
-- the month is entered anew, so ledger and counters still agree. Entries of past periods are dropped with the
-- month, and so are the ids of additions.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_quota_entries(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform carry_over_quota_entries(p_from, p_to);
end
$$;

revoke execute on function close_quota_entries(timestamptz, timestamptz) from public;

select allow_owner('execute on function close_quota_entries(timestamptz, timestamptz)');

comment on function close_quota_entries(timestamptz, timestamptz) is
  'Internal: Enters the sums of a month of the ledger anew, before the month is dropped.';

select set_config('role', current_setting('lyss.migrating_role'), true);
