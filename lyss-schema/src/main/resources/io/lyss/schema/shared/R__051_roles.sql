-- A tenant's own roles: made, changed and deleted by its administrators, or as system work, each
-- change with its event. What reaches beyond the tenant is refused to all alike, by the constraints of
-- role_permissions too; here it is said in words.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_role_admin(p_tenant_id uuid) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if p_tenant_id = platform_tenant_id() then
    raise exception 'the built-in roles are changed by nobody'
      using errcode = 'insufficient_privilege', hint = 'Make a role of the tenant';
  end if;
end
$$;

create or replace function permit(p_tenant_id uuid, p_role_id uuid, p_permissions text[])
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_name text;
begin
  foreach v_name in array p_permissions loop
    perform require_permission(v_name);
    if exists (select from permissions as p where p.name = v_name and p.reach <> 'tenant') then
      raise exception 'the permission % reaches beyond the tenant', v_name
        using errcode = 'check_violation', constraint = 'role_permissions_reach_tenant_id_check';
    end if;
    insert into role_permissions (tenant_id, role_id, permission_name)
    values (p_tenant_id, p_role_id, v_name)
    on conflict (tenant_id, role_id, permission_name) do nothing;
  end loop;
end
$$;

create or replace function create_role(
  p_tenant_id uuid, p_id uuid, p_name text, p_description text, p_permissions text[]
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  insert into roles (tenant_id, id, name, description)
  values (p_tenant_id, p_id, p_name, p_description);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

create or replace function change_role(
  p_tenant_id uuid, p_id uuid, p_name text, p_description text
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set name = p_name, description = p_description
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'role:' || p_id, 'role.changed');
  end if;
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

-- The role's row is locked first, so that of two sets at once one is there in the end, and no mixture.
create or replace function set_role_permissions(
  p_tenant_id uuid, p_id uuid, p_permissions text[]
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set updated_at = current_timestamp
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if not found then
    return;
  end if;
  delete from role_permissions as p
  where p.tenant_id = p_tenant_id and p.role_id = p_id
    and p.permission_name <> all (p_permissions);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

create or replace function delete_role(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  delete from roles as r where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'role:' || p_id, 'role.deleted');
    return true;
  end if;
  return false;
end
$$;

revoke execute on function
  require_role_admin(uuid),
  permit(uuid, uuid, text[]),
  create_role(uuid, uuid, text, text, text[]),
  change_role(uuid, uuid, text, text),
  set_role_permissions(uuid, uuid, text[]),
  delete_role(uuid, uuid)
  from public;
grant execute on function
  create_role(uuid, uuid, text, text, text[]),
  change_role(uuid, uuid, text, text),
  set_role_permissions(uuid, uuid, text[]),
  delete_role(uuid, uuid)
  to authenticated_users, lyss_system;

comment on function require_role_admin(uuid) is
  'Internal: Fails with 42501 unless the scope may change the roles of the tenant.';
comment on function permit(uuid, uuid, text[]) is 'Internal: Adds permissions to a role; for the functions here.';
comment on function create_role(uuid, uuid, text, text, text[]) is
  'Creates a role of a tenant with its permissions, and returns it.';
comment on function change_role(uuid, uuid, text, text) is
  'Changes name and description of a role; returns it, or nothing.';
comment on function set_role_permissions(uuid, uuid, text[]) is
  'Says what a role permits, and nothing else; returns it, or nothing.';
comment on function delete_role(uuid, uuid) is
  'Deletes a role and takes it from everybody who has it; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
