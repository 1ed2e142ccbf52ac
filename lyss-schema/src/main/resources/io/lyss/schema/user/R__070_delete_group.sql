-- Deletes a group with its memberships, for an administrator of the tenant; for others it does not exist. By
-- the event other databases end the group's rights there.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_group(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant constant uuid := require_tenant();
  -- computed before, because Citus only accepts values where it writes a row
  v_may constant boolean := current_user_is_tenant_admin() and current_tenant_is_active();
begin
  delete from user_groups as g
  where g.tenant_id = p_tenant_id and g.id = p_id
    and g.tenant_id = v_tenant
    and v_may;
  if found then
    perform publish_event(p_tenant_id, 'group:' || p_id, 'group.deleted');
    return true;
  end if;
  return false;
end
$$;

revoke execute on function delete_group(uuid, uuid) from public;
grant execute on function delete_group(uuid, uuid) to authenticated_users, lyss_system;

comment on function delete_group(uuid, uuid) is
  'Deletes a group of the tenant; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
