-- The same transaction always gives its event the same id; so binding the scope several times in it is one
-- event. The id is also part of the event's key: the events of an administrator have no order, so no
-- transaction waits for another, and a long report holds up nobody.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_administrator() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_key constant text := 'administrator:' || current_user_id();
  v_id constant uuid := md5(concat_ws(' ', pg_current_xact_id(), current_timestamp, v_key))::uuid;
begin
  perform require_system();
  if not exists (
    select from outbox_events as e where e.tenant_id = platform_tenant_id() and e.id = v_id
  ) then
    perform write_event(
      p_tenant_id => platform_tenant_id(), p_id => v_id, p_key => v_key || '/' || v_id,
      p_type => 'administrator.acted', p_payload => '{}');
  end if;
end
$$;

revoke execute on function record_administrator() from public;
grant execute on function record_administrator() to lyss_system;

comment on function record_administrator() is
  'Internal: Publishes that an administrator of the platform works in this transaction.';

select set_config('role', current_setting('lyss.migrating_role'), true);
