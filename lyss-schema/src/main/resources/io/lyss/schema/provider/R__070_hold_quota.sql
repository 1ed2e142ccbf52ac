-- Takes what a request needs from one slot of each limit: the one that the caller has locked for it, or one
-- that nobody else holds. It fails where a limit has no such slot with enough room; reserve_quota then waits,
-- or makes room, and tries again.
--
-- A backend begins with the slot of its own number, so that backends meet in none of them where there are enough:
-- if all began with the first, they would settle in few slots, each waiting for the commit of the one before.
--
-- It skips locked rows. Still, PostgreSQL waits for a row that was just changed if another session has locked
-- its next version. This gives up at once then, because by now it holds slots in no order.
--
-- The need is null where it is unknown: then nothing is held, and some room has to be left.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function hold_quota(p_tenant_id uuid, p_limits quota_limit[], p_slots smallint[])
returns quota_line[]
language plpgsql volatile
set lock_timeout = '1ms'
as $$
declare
  v_own constant smallint := pg_backend_pid() & 31;
  v_lines ${schema}.quota_line[];
  v_lacks boolean;
begin
  with needed as materialized (
    select
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.number,
      coalesce(l.needed, 0) as amount,
      coalesce(
        p_slots[l.number],
        (
          select c.slot
          from ${schema}.quota_counters as c
          where c.tenant_id = p_tenant_id
            and c.limit_id = l.limit_id
            and c.holder_id = l.holder_id
            and c.measure = l.measure
            and c.slot <= v_own
            and ${schema}.slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => l.period_start, p_hard_limit => l.hard_limit,
              p_soft_limit => l.soft_limit, p_needed => l.needed)
          order by c.slot desc
          limit 1
          for no key update skip locked
        ),
        (
          select c.slot
          from ${schema}.quota_counters as c
          where c.tenant_id = p_tenant_id
            and c.limit_id = l.limit_id
            and c.holder_id = l.holder_id
            and c.measure = l.measure
            and c.slot > v_own
            and ${schema}.slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => l.period_start, p_hard_limit => l.hard_limit,
              p_soft_limit => l.soft_limit, p_needed => l.needed)
          order by c.slot
          limit 1
          for no key update skip locked
        )) as slot
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
  ),
  held as (
    update ${schema}.quota_counters as c
    set
      held = c.held + n.amount,
      room = c.room - n.amount
    from needed as n
    where c.tenant_id = p_tenant_id
      and c.limit_id = n.limit_id
      and c.holder_id = n.holder_id
      and c.measure = n.measure
      and c.slot = n.slot
    returning c.limit_id, c.holder_id, c.measure, n.unit, n.currency, c.slot, c.period_start,
      n.amount, 0::numeric
  )
  select
    array(select h::${schema}.quota_line from held as h),
    exists (select n.number from needed as n where n.slot is null)
  into v_lines, v_lacks;
  if v_lacks then
    raise sqlstate 'LYQ01';
  end if;
  return v_lines;
end
$$;

revoke execute on function hold_quota(uuid, quota_limit[], smallint[]) from public;

comment on function hold_quota(uuid, quota_limit[], smallint[]) is
  'Internal: Holds what a request needs of each limit, or fails with LYQ01.';

select set_config('role', current_setting('lyss.migrating_role'), true);
