-- Removing a role that the user does not have changes nothing and publishes no event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function unassign_role(
  p_tenant_id uuid, p_user_id uuid, p_role_id uuid, p_built_in_role text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_assigner(p_tenant_id, p_user_id, p_built_in_role);
  delete from user_roles as u
  where u.tenant_id = p_tenant_id and u.user_id = p_user_id
    and u.role_id is not distinct from p_role_id
    and u.built_in_role is not distinct from p_built_in_role;
  if found then
    perform publish_event(
      p_tenant_id,
      'user:' || p_user_id,
      'role.unassigned',
      jsonb_strip_nulls(
        jsonb_build_object('role_id', p_role_id, 'built_in_role', p_built_in_role)));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function unassign_role(uuid, uuid, uuid, text) from public;
grant execute on function unassign_role(uuid, uuid, uuid, text) to authenticated_users, lyss_system;

comment on function unassign_role(uuid, uuid, uuid, text) is
  'Removes a role from a user; false if they did not have it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
