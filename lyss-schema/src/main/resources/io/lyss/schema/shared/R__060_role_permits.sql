-- has_permission() and explain_permission() use it: a look-up by the primary key.
create or replace function role_permits(p_tenant_id uuid, p_role_id uuid, p_permission text)
returns boolean
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return exists (
    select from role_permissions as p
    where p.tenant_id = p_tenant_id and p.role_id = p_role_id and p.permission_name = p_permission
      and is_in_reach(p.reach));
end
$$;

comment on function role_permits(uuid, uuid, text) is
  'Internal: Whether a role, of a tenant or a built-in one, has a permission in this scope.';
