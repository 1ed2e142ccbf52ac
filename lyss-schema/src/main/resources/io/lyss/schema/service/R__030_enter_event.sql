-- It takes the turn of the key until the transaction ends. So the events of a key are in the order of their
-- commits.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function enter_event(
  p_tenant_id uuid,
  p_id uuid,
  p_key text,
  p_type text,
  p_payload jsonb,
  p_actor_id uuid,
  p_reason text,
  p_created_at timestamptz
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_position bigint;
begin
  perform take_turn(p_tenant_id, p_key);
  insert into outbox_events (tenant_id, id, key, type, payload, actor_id, reason, created_at)
  values (p_tenant_id, p_id, p_key, p_type, p_payload, p_actor_id, p_reason, p_created_at)
  returning position into v_position;
  insert into outbox_keys (tenant_id, key, first_position)
  values (p_tenant_id, p_key, v_position)
  on conflict (tenant_id, key) do nothing;
  perform wake_workers();
end
$$;

revoke execute on function
  enter_event(uuid, uuid, text, text, jsonb, uuid, text, timestamptz) from public;

comment on function enter_event(uuid, uuid, text, text, jsonb, uuid, text, timestamptz) is
  'Internal: Enters an event into the outbox, in order within its key, and wakes waiting workers.';

select set_config('role', current_setting('lyss.migrating_role'), true);
