-- The current user also has the role of the scope, which comes from the user service. Of other users only the
-- roles that are assigned here are known, as far as the caller sees them.
--
-- Each query reads the rows of one tenant: built-in roles belong to the platform, and where Citus distributes
-- the database, those of a tenant lie on another node.
create or replace function held_roles(p_tenant_id uuid, p_user_id uuid)
returns table (
  role_tenant_id uuid, role_id uuid, origin text, assigned_by uuid, assigned_at timestamptz
)
language plpgsql stable parallel safe rows 5
set search_path = ${schema}, pg_temp
as $$
declare
  v_platform constant uuid := platform_tenant_id();
  v_assigned record;
begin
  for v_assigned in
    select u.role_id, u.built_in_role, u.assigned_by, u.assigned_at
    from user_roles as u
    where u.tenant_id = p_tenant_id and u.user_id = p_user_id
  loop
    if v_assigned.role_id is not null then
      role_tenant_id := p_tenant_id;
      role_id := v_assigned.role_id;
      origin := 'assignment';
      assigned_by := v_assigned.assigned_by;
      assigned_at := v_assigned.assigned_at;
      return next;
    else
      return query
        select r.tenant_id, r.id, 'assignment', v_assigned.assigned_by, v_assigned.assigned_at
        from roles as r
        where r.tenant_id = v_platform and r.name_lower = v_assigned.built_in_role;
    end if;
  end loop;
  if p_tenant_id = current_tenant_id() and p_user_id = current_user_id() then
    return query
      select r.tenant_id, r.id, 'scope', null::uuid, null::timestamptz
      from roles as r
      where r.tenant_id = v_platform and r.name_lower = current_user_role();
  end if;
end
$$;

comment on function held_roles(uuid, uuid) is
  'Internal: The roles that a user has: those assigned, and for the current user the one of the scope.';
