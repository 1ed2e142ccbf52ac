-- Raises the time from which on workers look for keys, once a minute at most.
--
-- A key can be claimed from the time on at which its row was written, or later. So a candidate is a time
-- that is past, by a minute, for clocks that differ, and no later than what this transaction sees; once every transaction that was open then has
-- ended, what they have written can be seen, and what others write is later than the candidate. A key
-- that waits is never passed over: the floor is no later than the first of them, also if a clock was
-- set back, or this was restored where numbers of transactions begin anew.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function raise_outbox_floor() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_open xid8;
  v_this xid8;
  v_floor outbox_floors;
begin
  select * into v_floor from outbox_floors as f
  where f.tenant_id = platform_tenant_id()
    and f.raised_at not between v_now - interval '1 minute' and v_now
  for update skip locked;
  if not found then
    return;
  end if;
  v_open := pg_snapshot_xmin(pg_current_snapshot());
  -- later than all that have written; the end of a snapshot may be earlier
  v_this := pg_current_xact_id();
  if v_floor.candidate_since <= v_open then
    v_floor.floor := v_floor.candidate;
  end if;
  if v_floor.candidate_since <= v_open or v_floor.candidate_since > v_this then
    v_floor.candidate := current_timestamp - interval '1 minute';
    v_floor.candidate_since := v_this;
  end if;
  v_floor.floor := least(v_floor.floor, (select min(k.next_at) from outbox_keys as k));
  update outbox_floors as f
  set
    floor = v_floor.floor,
    candidate = v_floor.candidate,
    candidate_since = v_floor.candidate_since,
    raised_at = v_now
  where f.tenant_id = platform_tenant_id();
end
$$;

revoke execute on function raise_outbox_floor() from public;

comment on function raise_outbox_floor() is
  'Internal: Raises the time before which no key of the outbox can be claimed, once a minute at most.';

select set_config('role', current_setting('lyss.migrating_role'), true);
