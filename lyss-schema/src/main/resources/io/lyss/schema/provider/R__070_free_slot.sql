-- It skips locked rows. Still, PostgreSQL waits for a row that was just changed if another session has locked
-- its next version. This gives up at once then, because it looks for a slot without waiting.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function free_slot(p_tenant_id uuid, p_limit quota_limit) returns smallint
language plpgsql volatile
set search_path = ${schema}, pg_temp
set lock_timeout = '1ms'
as $$
begin
  return (
    select c.slot from quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id and c.holder_id = p_limit.holder_id
      and c.measure = p_limit.measure
      and slot_fits(
        p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
        p_limit_start => p_limit.period_start, p_hard_limit => p_limit.hard_limit,
        p_soft_limit => p_limit.soft_limit, p_needed => p_limit.needed)
    limit 1
    for no key update skip locked
  );
end
$$;

revoke execute on function free_slot(uuid, quota_limit) from public;

comment on function free_slot(uuid, quota_limit) is
  'Internal: Locks a slot of a limit that has enough and that nobody holds; null, or lock_not_available, for none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
