-- All lists of permissions use it. It reads role by role, each of one tenant, as held_roles() does.
create or replace function held_permissions(p_tenant_id uuid, p_user_id uuid)
returns table (role_tenant_id uuid, role_id uuid, permission_name varchar)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
declare
  v_role record;
begin
  for v_role in
    select distinct h.role_tenant_id, h.role_id from held_roles(p_tenant_id, p_user_id) as h
  loop
    return query
      select p.tenant_id, p.role_id, p.permission_name
      from role_permissions as p
      where p.tenant_id = v_role.role_tenant_id and p.role_id = v_role.role_id
        and is_in_reach(p.reach);
  end loop;
end
$$;

comment on function held_permissions(uuid, uuid) is
  'The permissions of a user, and the role that gives each.';
