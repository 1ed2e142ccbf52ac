-- Writes an event into the outbox, in the transaction of the change that it tells of. Its callers
-- have checked who may.
--
-- The turn of the key, held until that transaction ends, puts the events of one key into the order in
-- which they are committed. The commit wakes the workers that listen on the channel
-- <schema>_outbox; only the first 56 letters of the schema's name count, as a channel's name has at
-- most 63.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function write_event(
  p_tenant_id uuid, p_id uuid, p_key text, p_type text, p_payload jsonb
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
  insert into outbox_events (tenant_id, id, key, type, payload, actor_id, reason)
  values (p_tenant_id, p_id, p_key, p_type, p_payload, current_user_id(), current_system_reason())
  returning position into v_position;
  insert into outbox_keys (tenant_id, key, first_position)
  values (p_tenant_id, p_key, v_position)
  on conflict (tenant_id, key) do nothing;
  perform pg_notify(left('${schema}', 56) || '_outbox', '');
end
$$;

revoke execute on function write_event(uuid, uuid, text, text, jsonb) from public;

comment on function write_event(uuid, uuid, text, text, jsonb) is
  'Internal: Writes an event into the outbox, in order within its key, and wakes the workers that wait.';

select set_config('role', current_setting('lyss.migrating_role'), true);
