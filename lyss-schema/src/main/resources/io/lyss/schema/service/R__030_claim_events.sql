-- Reading the outbox. A worker claims keys, reads their events in order, says of each that it is
-- done or has failed, and so on. A claim expires, so what a worker that died has held is read by
-- another; a worker that was only slow learns that from the answer and stops.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- Keys whose row is locked have an event on its way, or are being claimed: they are left to next time.
create or replace function claim_events(p_keys integer, p_events integer, p_lease interval)
returns table (
  claim uuid,
  tenant_id uuid,
  id uuid,
  key varchar,
  "position" bigint,
  type varchar,
  payload jsonb,
  actor_id uuid,
  reason text,
  created_at timestamptz
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_claim constant uuid := gen_random_uuid();
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  update outbox_keys as k
  set claim = v_claim, next_at = v_now + p_lease
  from (
    select f.tenant_id, f.key from outbox_keys as f
    where f.next_at <= v_now
    order by f.next_at
    limit p_keys
    for update skip locked
  ) as free
  where k.tenant_id = free.tenant_id and k.key = free.key;
  return query
    select v_claim, e.tenant_id, e.id, e.key, e.position, e.type, e.payload, e.actor_id, e.reason,
      e.created_at
    from outbox_keys as k
    cross join lateral (
      select * from outbox_events as o
      where o.tenant_id = k.tenant_id and o.key = k.key
      order by o.position
      limit p_events
    ) as e
    where k.claim = v_claim
    order by e.tenant_id, e.key, e.position;
end
$$;

-- The row is locked before it is looked whether events are left: a transaction that publishes one
-- holds that lock, so that it is either seen here, or makes the row again. The lease begins once the
-- lock is had, which may take as long as that transaction.
create or replace function complete_event(
  p_claim uuid, p_tenant_id uuid, p_key text, p_position bigint, p_lease interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now timestamptz;
begin
  perform require_system();
  perform from outbox_keys as k
  where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
  for update;
  if not found then
    return false;
  end if;
  v_now := clock_timestamp();
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key and e.position <= p_position;
  if exists (
    select from outbox_events as e where e.tenant_id = p_tenant_id and e.key = p_key
  ) then
    update outbox_keys as k
    set next_at = v_now + p_lease, failures = 0, last_error = null
    where k.tenant_id = p_tenant_id and k.key = p_key;
  else
    delete from outbox_keys as k where k.tenant_id = p_tenant_id and k.key = p_key;
  end if;
  return true;
end
$$;

-- For a key whose turn comes late: it may have been taken over meanwhile.
create or replace function renew_claim(
  p_claim uuid, p_tenant_id uuid, p_key text, p_lease interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now timestamptz;
begin
  perform require_system();
  perform from outbox_keys as k
  where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
  for update;
  if not found then
    return false;
  end if;
  v_now := clock_timestamp();
  update outbox_keys as k
  set next_at = v_now + p_lease
  where k.tenant_id = p_tenant_id and k.key = p_key;
  return true;
end
$$;

-- The event that could not be handled stays the first of its key, which is tried again after a pause
-- that doubles from one second to an hour; other keys go on.
create or replace function fail_event(
  p_claim uuid, p_tenant_id uuid, p_key text, p_error text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  update outbox_keys as k
  set
    claim = null,
    next_at = v_now + least(interval '1 second' * 2 ^ least(k.failures, 20), '1 hour'),
    failures = k.failures + 1,
    last_error = left(p_error, 1000)
  where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim;
  return found;
end
$$;

-- Gives back what is left of a claim, for anybody to go on with at once.
create or replace function release_events(p_claim uuid) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_keys integer;
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  update outbox_keys as k
  set claim = null, next_at = v_now
  where k.claim = p_claim;
  get diagnostics v_keys = row_count;
  return v_keys;
end
$$;

revoke execute on function
  claim_events(integer, integer, interval),
  complete_event(uuid, uuid, text, bigint, interval),
  renew_claim(uuid, uuid, text, interval),
  fail_event(uuid, uuid, text, text),
  release_events(uuid)
  from public;
grant execute on function
  claim_events(integer, integer, interval),
  complete_event(uuid, uuid, text, bigint, interval),
  renew_claim(uuid, uuid, text, interval),
  fail_event(uuid, uuid, text, text),
  release_events(uuid)
  to lyss_system;

comment on function claim_events(integer, integer, interval) is
  'Claims so many keys for a time and returns their first events, in order.';
comment on function complete_event(uuid, uuid, text, bigint, interval) is
  'Takes an event that was handled, and those before it, out of the outbox; false if the claim on its key has expired.';
comment on function renew_claim(uuid, uuid, text, interval) is
  'Begins the lease on a key anew; false if the claim on it has expired.';
comment on function fail_event(uuid, uuid, text, text) is
  'Gives a key back whose first event could not be handled; false if the claim on it has expired.';
comment on function release_events(uuid) is 'Gives back the keys that are left of a claim; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
