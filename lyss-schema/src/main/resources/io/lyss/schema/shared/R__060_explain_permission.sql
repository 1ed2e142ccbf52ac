-- A row for each role that the user has, or one row without a role if the user has none.
create or replace function explain_permission(p_tenant_id uuid, p_user_id uuid, p_permission text)
returns table (
  reach varchar,
  role_id uuid,
  role_name varchar,
  origin text,
  assigned_by uuid,
  assigned_at timestamptz,
  grants boolean
)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
declare
  v_role record;
begin
  perform require_permission(p_permission);
  reach := (select p.reach from permissions as p where p.name = p_permission);
  for v_role in
    select h.* from held_roles(p_tenant_id, p_user_id) as h
    order by h.role_tenant_id, h.role_id, h.origin
  loop
    role_id := v_role.role_id;
    role_name := (
      select r.name from roles as r
      where r.tenant_id = v_role.role_tenant_id and r.id = v_role.role_id);
    origin := v_role.origin;
    assigned_by := v_role.assigned_by;
    assigned_at := v_role.assigned_at;
    grants := role_permits(v_role.role_tenant_id, v_role.role_id, p_permission);
    return next;
  end loop;
  if role_id is null then
    grants := false;
    return next;
  end if;
end
$$;

comment on function explain_permission(uuid, uuid, text) is
  'The roles of a user, and which of them grant a permission.';
