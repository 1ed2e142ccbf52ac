-- The consumer's side: entered in the transaction of what is done about the event. A second delivery
-- waits for the first transaction to end, and then finds it entered.
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

create or replace function forget_consumed_events(p_older_than interval) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_forgotten bigint;
begin
  perform require_system();
  delete from consumed_events where consumed_at < current_timestamp - p_older_than;
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;

revoke execute on function
  consume_event(uuid, text, uuid), forget_consumed_events(interval) from public;
grant execute on function consume_event(uuid, text, uuid) to authenticated_users, lyss_system;
grant execute on function forget_consumed_events(interval) to lyss_system;

comment on function consume_event(uuid, text, uuid) is
  'Enters an event as handled by a consumer; false if it was entered before.';
comment on function forget_consumed_events(interval) is
  'Deletes entries that are older than any second delivery can be; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
