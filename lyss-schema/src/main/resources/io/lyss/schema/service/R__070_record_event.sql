-- Enters an event of another service's outbox into the audit log, once, however often it is delivered. Its key
-- names the resource, as in user:<id>. Only this function makes entries with another actor or another time.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_event(
  p_tenant_id uuid,
  p_id uuid,
  p_source text,
  p_event_id uuid,
  p_key text,
  p_type text,
  p_payload jsonb,
  p_actor_id uuid,
  p_reason text,
  p_created_at timestamptz
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_kind constant text := split_part(p_key, ':', 1);
begin
  perform require_system_work();
  if p_source is null then
    raise exception 'source is null: it says which service has published the event'
      using errcode = 'not_null_violation';
  end if;
  if not consume_event(p_tenant_id, 'audit:' || p_source, p_event_id) then
    return false;
  end if;
  insert into audit_logs (
    tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source, event_id,
    created_at
  ) values (
    p_tenant_id, p_id, p_actor_id, p_type, v_kind, nullif(substr(p_key, length(v_kind) + 2), ''),
    p_payload, p_reason, p_source, p_event_id, p_created_at
  );
  return true;
end
$$;

revoke execute on function
  record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamptz)
  from public;
grant execute on function
  record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamptz)
  to lyss_system;

comment on function
  record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamptz) is
  'Enters an event of another service into the audit log; false if it was entered before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
