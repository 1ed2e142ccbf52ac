-- The same transaction gives the event the same id, so that binding the scope several times in it
-- is one event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_administrator() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_key constant text := 'administrator:' || current_user_id();
begin
  perform require_system();
  perform write_event(
    platform_tenant_id(),
    md5(concat_ws(' ', pg_current_xact_id(), current_timestamp, v_key))::uuid,
    v_key,
    'administrator.acted',
    '{}');
end
$$;

revoke execute on function record_administrator() from public;
grant execute on function record_administrator() to lyss_system;

comment on function record_administrator() is
  'Internal: Publishes that an administrator of the platform works in this transaction.';

select set_config('role', current_setting('lyss.migrating_role'), true);
