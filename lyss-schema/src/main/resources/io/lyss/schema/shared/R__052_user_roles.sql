-- Who has which role. An administrator of the tenant assigns and takes; not to and from oneself, so
-- that nobody keeps a role by it that another has taken. super_admin is system work.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_assigner(
  p_tenant_id uuid, p_user_id uuid, p_built_in_role text
)
returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if current_setting('role') = 'lyss_system' then
    return;
  end if;
  if p_user_id = current_user_id() then
    raise exception 'nobody changes their own roles'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can';
  end if;
  if p_built_in_role = 'super_admin' then
    raise exception 'super_admin is assigned and taken as system work only'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

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

revoke execute on function
  require_assigner(uuid, uuid, text),
  assign_role(uuid, uuid, uuid, uuid, text),
  unassign_role(uuid, uuid, uuid, text)
  from public;
grant execute on function
  assign_role(uuid, uuid, uuid, uuid, text),
  unassign_role(uuid, uuid, uuid, text)
  to authenticated_users, lyss_system;

comment on function require_assigner(uuid, uuid, text) is
  'Internal: Fails with 42501 unless the scope may give and take this user''s roles.';
comment on function assign_role(uuid, uuid, uuid, uuid, text) is
  'Gives a user a role, by its id or a built-in one by its name; false if they had it before.';
comment on function unassign_role(uuid, uuid, uuid, text) is
  'Takes a role from a user; false if they did not have it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
