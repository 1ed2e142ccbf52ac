-- A success writes nothing to a channel that works. It opens only a channel that report_failure has
-- closed and whose time is up.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function report_success(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  update provider_channels as c
  set status = 1
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_use_channel(c.config_scope, c.owner_id, c.group_id))
    and c.status = 3 and c.retry_at <= v_now;
  if found then
    perform publish_event(p_tenant_id, 'channel:' || p_id, 'channel.recovered');
    return true;
  end if;
  return false;
end
$$;

revoke execute on function report_success(uuid, uuid) from public;
grant execute on function report_success(uuid, uuid) to authenticated_users, lyss_system;

comment on function report_success(uuid, uuid) is
  'Notes that a request through a channel went well; false if that changes nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
