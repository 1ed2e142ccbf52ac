-- An event that one receiver cannot take now waits for that receiver alone, as a copy under a separate key.
-- There it is tried again after pauses, in the order of its key. The other receivers get the event and those
-- that follow. The worker diverts an event before it completes it; if it dies in between, there is a second
-- copy, and the receiver gets the event twice.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function divert_event(
  p_tenant_id uuid, p_key text, p_position bigint, p_receiver text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
begin
  perform require_system_work();
  perform enter_event(
    p_tenant_id => p_tenant_id, p_id => gen_random_uuid(), p_key => 'relay:' || p_receiver || '/' || p_key,
    p_type => e.type, p_payload => e.payload, p_actor_id => e.actor_id, p_reason => e.reason,
    p_created_at => e.created_at)
  from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key and e.position = p_position;
  return found;
end
$$;

revoke execute on function divert_event(uuid, text, bigint, text) from public;
grant execute on function divert_event(uuid, text, bigint, text) to lyss_system;

comment on function divert_event(uuid, text, bigint, text) is
  'Stores a copy of an event for one receiver that cannot take it now, under a separate key; false if it was delivered meanwhile.';

select set_config('role', current_setting('lyss.migrating_role'), true);
