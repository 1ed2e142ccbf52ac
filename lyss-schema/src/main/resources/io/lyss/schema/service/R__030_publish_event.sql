-- Writes an event of LYSS, whose type states what has happened. So only functions of lyss_definer call it,
-- which have checked what their caller may do. Hosts call publish_host_event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function publish_event(
  p_tenant_id uuid, p_key text, p_type text, p_payload jsonb default '{}'
)
returns uuid
language plpgsql volatile
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
  perform write_event(
    p_tenant_id => p_tenant_id, p_id => v_id, p_key => p_key, p_type => p_type, p_payload => p_payload);
  return v_id;
end
$$;

revoke execute on function publish_event(uuid, text, text, jsonb) from public;

comment on function publish_event(uuid, text, text, jsonb) is
  'Internal: Writes an event of LYSS into the outbox, in order within its key; returns its id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
