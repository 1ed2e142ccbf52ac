-- The event leaves the outbox, and later events of its key are delivered at once. Only the first event of a key
-- can be given up, and only after it has failed and while no worker has claimed the key: an event that is being
-- handled may still succeed.
--
-- An event that may be about somebody who was erased cannot be taken back.
--
-- It waits for nobody, and no worker waits for it: it locks the key only where the event can be given up, and
-- then no worker holds it. Publishers of the key wait for this transaction. A key without events is removed by
-- the next claim.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function give_up_event(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_now constant timestamptz := wall_time();
  v_key outbox_keys;
  v_event outbox_events;
  v_erased uuid[];
begin
  perform require_system_work();
  select k.* into v_key from outbox_keys as k
  where k.tenant_id = p_tenant_id
    and k.key = (select e.key from outbox_events as e where e.tenant_id = p_tenant_id and e.id = p_id)
    and k.failures > 0 and (k.claim is null or k.next_at <= v_now)
  for update skip locked;
  if not found then
    return false;
  end if;
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.id = p_id
    and e.position = (
      select o.position from outbox_events as o
      where o.tenant_id = p_tenant_id and o.key = v_key.key and o.position >= v_key.first_position
      order by o.position
      limit 1
    )
  returning e.* into v_event;
  if not found then
    return false;
  end if;
  insert into given_up_events (
    tenant_id, id, key, type, payload, actor_id, reason, created_at, failures, last_error,
    given_up_because
  ) values (
    v_event.tenant_id, v_event.id, v_event.key, v_event.type, v_event.payload, v_event.actor_id,
    v_event.reason, v_event.created_at, v_key.failures, v_key.last_error, current_system_reason());
  -- Nobody is erased a second time unasked, so an event about somebody who was erased is recorded and not kept.
  v_erased := array(
    select r.user_id from erasures as r
    where r.tenant_id = p_tenant_id and r.erased_at is not null
      and r.user_id::text = any (persons_of_event(v_event.type, v_event.key, v_event.actor_id)));
  if v_erased <> '{}' then
    delete from given_up_events as g
    where g.tenant_id = p_tenant_id and g.id = p_id
      and not exists (
        select from legal_holds as h
        where h.tenant_id = p_tenant_id and (h.subject_id = p_tenant_id or h.subject_id = any (v_erased)));
  end if;
  update outbox_keys as k
  set claim = null, next_at = v_now, first_position = v_event.position + 1, failures = 0, last_error = null
  where k.tenant_id = p_tenant_id and k.key = v_key.key;
  perform wake_workers();
  return true;
end
$$;

revoke execute on function give_up_event(uuid, uuid) from public;
grant execute on function give_up_event(uuid, uuid) to lyss_system;

comment on function give_up_event(uuid, uuid) is
  'Sets aside a failed event, so that later ones of its key are delivered; false if it has not failed, is not the first of its key, or is being handled.';

select set_config('role', current_setting('lyss.migrating_role'), true);
