-- Assigning a role that the user has already changes nothing and publishes no event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function assign_role(
  p_tenant_id uuid, p_id uuid, p_user_id uuid, p_role_id uuid, p_built_in_role text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_assigner(p_tenant_id, p_user_id, p_built_in_role);
  insert into user_roles (tenant_id, id, user_id, role_id, built_in_role, assigned_by)
  values (p_tenant_id, p_id, p_user_id, p_role_id, p_built_in_role, current_user_id())
  on conflict (tenant_id, user_id, role_id, built_in_role) do nothing;
  if found then
    perform publish_event(
      p_tenant_id,
      'user:' || p_user_id,
      'role.assigned',
      jsonb_strip_nulls(
        jsonb_build_object('role_id', p_role_id, 'built_in_role', p_built_in_role)));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function assign_role(uuid, uuid, uuid, uuid, text) from public;
grant execute on function assign_role(uuid, uuid, uuid, uuid, text)
  to authenticated_users, lyss_system;

comment on function assign_role(uuid, uuid, uuid, uuid, text) is
  'Assigns a role to a user, by its id or a built-in one by its name; false if they had it before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
