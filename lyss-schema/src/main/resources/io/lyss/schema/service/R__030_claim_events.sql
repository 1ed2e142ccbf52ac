-- A worker claims keys, reads their events in order, reports each as done or failed, and claims again. A claim
-- expires, so another worker takes over the keys of a dead one. A worker that was only slow learns that its
-- claim is lost from what its report returns, and stops.
--
-- A key whose row is locked is skipped: another worker is claiming it. Before a worker claims, it looks at as
-- many keys as it is about to claim, and removes those without an event; a publisher that was rolled back
-- leaves such keys.
--
-- Functions of the outbox never scan a table or an index as a whole. A plan made for an empty outbox would, and
-- is kept when thousands of events have passed: then each call reads all that was delivered before. So keys and
-- events are looked up one by one, and nothing is joined. Claiming 10 keys behind 10,000 that were delivered
-- during a long transaction reads some 250 pages; with merged indexes it read 42,000.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

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
set enable_seqscan = off
as $$
declare
  v_claim constant uuid := gen_random_uuid();
  v_now constant timestamptz := wall_time();
  v_floor timestamptz;
  v_idle record;
  v_free record;
begin
  perform require_system_work();
  perform raise_outbox_floor();
  v_floor := outbox_floor();
  for v_idle in
    select due.tenant_id, due.key, due.first_position
    from (
      select * from outbox_keys as d
      where d.next_at between v_floor and v_now
      order by d.next_at
      limit p_keys
    ) as due
    where (
      select e.position from outbox_events as e
      where e.tenant_id = due.tenant_id and e.key = due.key and e.position >= due.first_position
      order by e.position
      limit 1
    ) is null
  loop
    perform remove_key(v_idle.tenant_id, v_idle.key, v_idle.first_position);
  end loop;
  for v_free in
    select f.tenant_id, f.key, first.position
    from outbox_keys as f
    cross join lateral (
      select o.position from outbox_events as o
      where o.tenant_id = f.tenant_id and o.key = f.key and o.position >= f.first_position
      order by o.position
      limit 1
    ) as first
    where f.next_at between v_floor and v_now
    order by f.next_at
    limit p_keys
    for update of f skip locked
  loop
    update outbox_keys as k
    set claim = v_claim, next_at = v_now + p_lease, first_position = v_free.position
    where k.tenant_id = v_free.tenant_id and k.key = v_free.key;
  end loop;
  return query
    select v_claim, e.tenant_id, e.id, e.key, e.position, e.type::varchar, e.payload::jsonb, e.actor_id, e.reason,
      e.created_at
    from outbox_keys as k
    cross join lateral (
      select * from outbox_events as o
      where o.tenant_id = k.tenant_id and o.key = k.key and o.position >= k.first_position
      order by o.position
      limit p_events
    ) as e
    where k.claim = v_claim
    order by e.tenant_id, e.key, e.position;
end
$$;

revoke execute on function claim_events(integer, integer, interval) from public;
grant execute on function claim_events(integer, integer, interval) to lyss_system;

comment on function claim_events(integer, integer, interval) is
  'Claims at most p_keys keys for p_lease and returns their first events, in order.';

select set_config('role', current_setting('lyss.migrating_role'), true);
