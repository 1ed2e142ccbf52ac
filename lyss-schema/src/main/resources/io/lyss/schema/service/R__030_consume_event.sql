-- The consumer's side of the outbox. A consumer enters an event in the transaction of its own change. A second
-- delivery waits for the first transaction to end, and then finds the entry.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function consume_event(p_tenant_id uuid, p_consumer text, p_event_id uuid)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  elsif p_tenant_id is distinct from require_tenant() then
    raise exception 'an event is consumed in the scope of its tenant'
      using errcode = 'insufficient_privilege';
  end if;
  perform refuse_suspended_tenant();
  insert into consumed_events (tenant_id, consumer, event_id)
  values (p_tenant_id, p_consumer, p_event_id)
  on conflict (tenant_id, consumer, event_id) do nothing;
  return found;
end
$$;

revoke execute on function consume_event(uuid, text, uuid) from public;
grant execute on function consume_event(uuid, text, uuid) to authenticated_users, lyss_system;

comment on function consume_event(uuid, text, uuid) is
  'Enters an event as handled by a consumer; false if it was entered before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
