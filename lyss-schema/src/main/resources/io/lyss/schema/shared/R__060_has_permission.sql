-- Whether a user has a permission, as far as the caller sees. A permission that is not defined is a mistake of
-- the calling program, and is an error: "no" would hide it.
create or replace function has_permission(p_tenant_id uuid, p_user_id uuid, p_permission text)
returns boolean
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
declare
  v_role record;
begin
  for v_role in
    select h.role_tenant_id, h.role_id from held_roles(p_tenant_id, p_user_id) as h
  loop
    if role_permits(v_role.role_tenant_id, v_role.role_id, p_permission) then
      return true;
    end if;
  end loop;
  perform require_permission(p_permission);
  return false;
end
$$;

comment on function has_permission(uuid, uuid, text) is
  'Whether a user has a permission; fails with 23503 where the permission does not exist.';
