-- System work may publish for any tenant; a tenant's scope for its own tenant, unless that is known to be
-- suspended. Types and keys that are reserved for LYSS are refused.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_host_event(
  p_tenant_id uuid, p_key text, p_type text, p_payload jsonb default '{}'
)
returns uuid
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if is_reserved_for_events(split_part(p_type, '.', 1)) then
    raise exception 'the type % begins with a word that LYSS keeps for its own events', p_type
      using errcode = 'check_violation', constraint = 'outbox_events_type_reserved';
  end if;
  if is_reserved_for_events(split_part(p_key, ':', 1)) then
    raise exception 'the key % begins with a word that LYSS keeps for its own events', p_key
      using errcode = 'check_violation', constraint = 'outbox_events_key_reserved';
  end if;
  -- leaves room for the name of a receiver for whom the event may be diverted
  if length(p_key) > 200 then
    raise exception 'the key has more than 200 characters'
      using errcode = 'check_violation', constraint = 'outbox_events_key_length';
  end if;
  return publish_event(p_tenant_id, p_key, p_type, p_payload);
end
$$;

revoke execute on function publish_host_event(uuid, text, text, jsonb) from public;
grant execute on function publish_host_event(uuid, text, text, jsonb)
  to authenticated_users, lyss_system;

comment on function publish_host_event(uuid, text, text, jsonb) is
  'Writes an event of the host into the outbox, in order within its key; returns its id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
