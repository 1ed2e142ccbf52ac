-- Raises the time from which workers look for keys, at most every ten seconds. It lowers that time as soon as a
-- transaction has ended that may have published before it.
--
-- A key can be claimed no earlier than its row was written. So all keys from before a past time are visible by
-- now, except those of transactions that are still open; ten seconds allow for clocks that differ. The open
-- transactions are remembered until the next call. A waiting key is never passed over: the floor is no later
-- than the first visible key, also if a clock was set back, or if this database was restored to a server whose
-- transaction ids begin anew.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function raise_outbox_floor() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_pause constant interval := '10 seconds';
  v_now timestamptz := clock_timestamp();
  v_seen pg_snapshot := pg_current_snapshot();
  v_this xid8;
  v_floor outbox_floors;
begin
  select * into v_floor from outbox_floors as f
  where f.tenant_id = platform_tenant_id()
    and (
      f.raised_at not between v_now - v_pause and v_now
      or exists (select from unnest(f.late) as l (id) where pg_visible_in_snapshot(l.id, v_seen))
    )
  for update skip locked;
  if not found then
    return;
  end if;
  -- Another worker may have raised it meanwhile.
  v_now := clock_timestamp();
  v_seen := pg_current_snapshot();
  v_this := pg_current_xact_id();
  if v_floor.raised_at not between v_now - v_pause and v_now then
    v_floor.floor := v_floor.candidate;
    v_floor.late := v_floor.late || v_floor.candidate_open;
    v_floor.candidate := current_timestamp - v_pause;
    -- A snapshot ends after the last transaction that has ended; later ones may be open, too.
    v_floor.candidate_open := array(select pg_snapshot_xip(v_seen)) || array(
      select l.id::text::xid8
      from generate_series(
        pg_snapshot_xmax(v_seen)::text::bigint, v_this::text::bigint - 1) as l (id));
    v_floor.raised_at := v_now;
  end if;
  v_floor.late := array(
    select distinct l.id from unnest(v_floor.late) as l (id)
    where l.id < v_this and not pg_visible_in_snapshot(l.id, v_seen));
  v_floor.floor := least(v_floor.floor, (select min(k.next_at) from outbox_keys as k));
  update outbox_floors as f
  set
    floor = v_floor.floor,
    late = v_floor.late,
    candidate = v_floor.candidate,
    candidate_open = v_floor.candidate_open,
    raised_at = v_floor.raised_at
  where f.tenant_id = platform_tenant_id();
end
$$;

revoke execute on function raise_outbox_floor() from public;

comment on function raise_outbox_floor() is
  'Internal: Raises the time before which no key of the outbox can be claimed, at most every ten seconds.';

select set_config('role', current_setting('lyss.migrating_role'), true);
