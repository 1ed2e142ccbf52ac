-- Which roles somebody has, and what these permit: what has_permission() and explain_permission() go
-- by, and every list of permissions. PostgreSQL puts their bodies in the place of the call.
--
-- A user who asks also has the role that the scope carries, which the user service says; of others only
-- what is assigned here is known, as far as the asker sees it. In a tenant's scope nothing reaches
-- beyond the tenant, so that a super_admin has there what a tenant_admin has.
create or replace function held_roles(p_tenant_id uuid, p_user_id uuid)
returns table (
  role_tenant_id uuid, role_id uuid, origin text, assigned_by uuid, assigned_at timestamptz
)
language sql stable parallel safe
as $$
  select u.tenant_id, u.role_id, 'assignment', u.assigned_by, u.assigned_at
  from ${schema}.user_roles as u
  where u.tenant_id = p_tenant_id and u.user_id = p_user_id and u.role_id is not null
  union all
  select r.tenant_id, r.id, 'assignment', u.assigned_by, u.assigned_at
  from ${schema}.user_roles as u
  join ${schema}.roles as r
    on r.tenant_id = ${schema}.platform_tenant_id() and r.name_lower = u.built_in_role
  where u.tenant_id = p_tenant_id and u.user_id = p_user_id
  union all
  select r.tenant_id, r.id, 'scope', null, null
  from ${schema}.roles as r
  where p_tenant_id = ${schema}.current_tenant_id() and p_user_id = ${schema}.current_user_id()
    and r.tenant_id = ${schema}.platform_tenant_id()
    and r.name_lower = ${schema}.current_user_role()
$$;

create or replace function held_permissions(p_tenant_id uuid, p_user_id uuid)
returns table (role_tenant_id uuid, role_id uuid, permission_name varchar)
language sql stable parallel safe
as $$
  select h.role_tenant_id, h.role_id, p.permission_name
  from ${schema}.held_roles(p_tenant_id, p_user_id) as h
  join ${schema}.role_permissions as p
    on p.tenant_id = h.role_tenant_id and p.role_id = h.role_id
  where p.reach = 'tenant' or ${schema}.current_tenant_id() is null
$$;

comment on function held_roles(uuid, uuid) is
  'Internal: The roles that a user has: those assigned, and of the asker the one that the scope carries.';
comment on function held_permissions(uuid, uuid) is
  'What a user is permitted, and through which role.';
