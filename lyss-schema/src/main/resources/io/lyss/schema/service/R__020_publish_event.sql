-- Writes an event into the outbox, in the transaction of the change that it tells of.
--
-- The lock on the row of its key, held until that transaction ends, puts the events of one key into
-- the order in which they are committed. Workers that listen on the channel <schema>_outbox are woken
-- by the commit; of a longer schema's name its first 56 letters count, as a channel's has 63.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- Whoever calls it has said who may. An identity that is there already is not written again.
create or replace function write_event(
  p_tenant_id uuid, p_id uuid, p_key text, p_type text, p_payload jsonb
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  insert into outbox_keys (tenant_id, key) values (p_tenant_id, p_key)
  on conflict (tenant_id, key) do update set key = excluded.key;
  insert into outbox_events (tenant_id, id, key, type, payload, actor_id, reason)
  values (p_tenant_id, p_id, p_key, p_type, p_payload, current_user_id(), current_system_reason())
  on conflict (tenant_id, id) do nothing;
  perform pg_notify(left('${schema}', 56) || '_outbox', '');
end
$$;

create or replace function publish_event(
  p_tenant_id uuid, p_key text, p_type text, p_payload jsonb default '{}'
)
returns uuid
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_id constant uuid := gen_random_uuid();
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  elsif p_tenant_id is distinct from require_tenant() then
    raise exception 'an event is published for the tenant of the scope'
      using errcode = 'insufficient_privilege';
  end if;
  perform refuse_suspended_tenant();
  perform write_event(p_tenant_id, v_id, p_key, p_type, p_payload);
  return v_id;
end
$$;

revoke execute on function
  write_event(uuid, uuid, text, text, jsonb), publish_event(uuid, text, text, jsonb) from public;
grant execute on function publish_event(uuid, text, text, jsonb)
  to authenticated_users, lyss_system;

comment on function write_event(uuid, uuid, text, text, jsonb) is
  'Internal: Writes an event into the outbox, in order within its key, and wakes up who waits.';
comment on function publish_event(uuid, text, text, jsonb) is
  'Writes an event into the outbox, in order within its key; returns its identity.';

select set_config('role', current_setting('lyss.migrating_role'), true);
