-- The event keeps its id, its actor and its time, so a consumer that has handled it before recognizes it. It
-- becomes the last of its key, because others were delivered meanwhile.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function take_back_event(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_event given_up_events;
begin
  perform require_system_work();
  delete from given_up_events as g
  where g.tenant_id = p_tenant_id and g.id = p_id
  returning g.* into v_event;
  if not found then
    return false;
  end if;
  perform enter_event(
    p_tenant_id => v_event.tenant_id, p_id => v_event.id, p_key => v_event.key, p_type => v_event.type,
    p_payload => v_event.payload, p_actor_id => v_event.actor_id, p_reason => v_event.reason,
    p_created_at => v_event.created_at);
  return true;
end
$$;

revoke execute on function take_back_event(uuid, uuid) from public;
grant execute on function take_back_event(uuid, uuid) to lyss_system;

comment on function take_back_event(uuid, uuid) is
  'Puts an event that was given up back into the outbox, as the last of its key; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
