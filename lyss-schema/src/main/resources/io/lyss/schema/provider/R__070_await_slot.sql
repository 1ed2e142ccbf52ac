-- A slot is locked until the request is committed, which takes as long as a write to disk. So a waiting request
-- holds as little as it can:
--
--   * Where a slot has enough, it waits for that one, and splits it: there should be more slots. After a moment it looks
--     for another free one, because a host may hold that one for long. But it does not do so for ever, because deadlocks
--     are only detected where a session waits for longer.
--   * Where no slot has enough, all have to be locked, to share out what is left. Requests that want to do so queue for
--     an advisory lock of the limit. The first in the queue looks again: nearly always one before it has shared out.
--     Then it leaves the queue before its commit, and takes a slot. If it kept all slots, all others would queue behind
--     it, each would do the same, and the queue would never end.
--
-- Locks taken in vain are released by a savepoint, so that nobody holds slots of a limit out of their order.
-- A request that finds too little again and again locks all slots in the end, and then what is left decides.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function await_slot(p_tenant_id uuid, p_limit quota_limit) returns smallint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_line constant bigint := hashtextextended(
    concat_ws(' ', 'quota_counters', p_tenant_id, p_limit.limit_id, p_limit.holder_id, p_limit.measure), 0);
  -- a host that has set lock_timeout waits that long
  v_looks constant boolean := current_setting('lock_timeout') = '0';
  v_slot smallint;
  v_left record;
begin
  for v_attempt in 1..10 loop
    begin
      v_slot := free_slot(p_tenant_id, p_limit);
      if v_slot is not null then
        return v_slot;
      end if;
      raise sqlstate 'LYQ02';
    exception
      when sqlstate 'LYQ02' then
        null;
      when lock_not_available then
        -- the session that changed it may have ended
        continue when v_attempt < 4;
    end;

    select q.* into v_left from quota_left(p_tenant_id, array[p_limit]) as q;
    if not v_left.sufficient then
      raise sqlstate 'LYQ01';
    end if;
    begin
      if v_left.fits = 0 or not v_left.current then
        perform pg_advisory_xact_lock(v_line);
        select q.* into v_left from quota_left(p_tenant_id, array[p_limit]) as q;
        if v_left.fits = 0 or not v_left.current then
          perform lock_limits(p_tenant_id, array[p_limit]);
          return null;
        end if;
      else
        v_slot := (
          select c.slot from quota_counters as c
          where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
            and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure
            and slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => p_limit.period_start,
              p_hard_limit => p_limit.hard_limit, p_soft_limit => p_limit.soft_limit,
              p_needed => p_limit.needed)
          order by random()
          limit 1
        );
        if v_looks and v_attempt <= 6 then
          set local lock_timeout = '200ms';
        end if;
        v_slot := (
          select c.slot from quota_counters as c
          where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
            and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure and c.slot = v_slot
            and slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => p_limit.period_start,
              p_hard_limit => p_limit.hard_limit, p_soft_limit => p_limit.soft_limit,
              p_needed => p_limit.needed)
          for no key update
        );
        if v_slot is not null then
          if v_looks then
            set local lock_timeout = 0;
          end if;
          perform split_slot(p_tenant_id, p_limit, v_slot);
          return v_slot;
        end if;
      end if;
      raise sqlstate 'LYQ02';
    exception
      when sqlstate 'LYQ02' then
        null;
      when lock_not_available then
        if not v_looks or v_attempt > 6 then
          raise;
        end if;
    end;
  end loop;
  perform pg_advisory_xact_lock(v_line);
  perform lock_limits(p_tenant_id, array[p_limit]);
  return null;
end
$$;

revoke execute on function await_slot(uuid, quota_limit) from public;

comment on function await_slot(uuid, quota_limit) is
  'Internal: Locks a slot of a limit that has enough, or all slots, to share out what is left, and returns null; LYQ01 if too little is left.';

select set_config('role', current_setting('lyss.migrating_role'), true);
