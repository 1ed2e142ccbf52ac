-- Writes an event into the outbox in the transaction of its change, with the actor and the reason of the scope.
-- Its callers have checked who may.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function write_event(
  p_tenant_id uuid, p_id uuid, p_key text, p_type text, p_payload jsonb
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform enter_event(
    p_tenant_id => p_tenant_id, p_id => p_id, p_key => p_key, p_type => p_type, p_payload => p_payload,
    p_actor_id => current_user_id(), p_reason => current_system_reason(),
    p_created_at => current_timestamp);
end
$$;

revoke execute on function write_event(uuid, uuid, text, text, jsonb) from public;

comment on function write_event(uuid, uuid, text, text, jsonb) is
  'Internal: Writes an event of the scope into the outbox, in order within its key.';

select set_config('role', current_setting('lyss.migrating_role'), true);
