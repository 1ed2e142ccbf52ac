-- Takes what a request needs from one slot of each limit: one that nobody else holds. It fails where a limit
-- has no such slot with enough room, and names those limits by their numbers; reserve_quota then makes room,
-- and tries again.
--
-- Even so, a row that was just changed is waited for if another has locked its next version. So waiting is
-- given up at once, as slots are held by then in no order.
--
-- What is needed is null where nobody can say: then nothing is held, and some room has to be left. What
-- needs nothing passes whatever is left.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function hold_quota(p_tenant_id uuid, p_limits quota_limit[])
returns quota_line[]
language plpgsql volatile
set lock_timeout = '1ms'
as $$
declare
  v_lines ${schema}.quota_line[];
  v_lacking bigint[];
begin
  with needed as materialized (
    select
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.number,
      coalesce(l.needed, 0) as amount,
      (
        select c.slot
        from ${schema}.quota_counters as c
        where c.tenant_id = p_tenant_id
          and c.limit_id = l.limit_id
          and c.holder_id = l.holder_id
          and c.measure = l.measure
          and c.period_start >= l.period_start
          and (
            l.needed = 0
            or c.dealt = ${schema}.limit_dealt(l.hard_limit, l.soft_limit, c.warned)
              and c.room >= coalesce(l.needed, 0)
              and c.room > 0
          )
        limit 1
        for no key update skip locked
      ) as slot
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
    array(select n.number from needed as n where n.slot is null)
  into v_lines, v_lacking;
  if cardinality(v_lacking) > 0 then
    raise sqlstate 'LYQ01' using message = v_lacking::text;
  end if;
  return v_lines;
end
$$;

revoke execute on function hold_quota(uuid, quota_limit[]) from public;

comment on function hold_quota(uuid, quota_limit[]) is
  'Internal: Holds what a request needs of each limit, or fails with LYQ01.';

select set_config('role', current_setting('lyss.migrating_role'), true);
