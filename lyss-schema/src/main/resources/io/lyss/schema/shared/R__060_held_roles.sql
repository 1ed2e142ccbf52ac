-- The current user also has the role of the scope, which comes from the user service. Of other users
-- only the roles that are assigned here are known, as far as the caller sees them.
--
-- PostgreSQL inlines the body, as that of held_permissions.
create or replace function held_roles(p_tenant_id uuid, p_user_id uuid)
returns table (
  role_tenant_id uuid, role_id uuid, origin text, assigned_by uuid, assigned_at timestamptz
)
language sql stable parallel safe
as $$
  select u.tenant_id, u.role_id, 'assignment', u.assigned_by, u.assigned_at
  from ${schema}.user_roles as u
  where u.tenant_id operator(pg_catalog.=) p_tenant_id and u.user_id operator(pg_catalog.=) p_user_id and u.role_id is not null
  union all
  select r.tenant_id, r.id, 'assignment', u.assigned_by, u.assigned_at
  from ${schema}.user_roles as u
  join ${schema}.roles as r
    on r.tenant_id operator(pg_catalog.=) ${schema}.platform_tenant_id() and r.name_lower operator(pg_catalog.=) u.built_in_role
  where u.tenant_id operator(pg_catalog.=) p_tenant_id and u.user_id operator(pg_catalog.=) p_user_id
  union all
  select r.tenant_id, r.id, 'scope', null, null
  from ${schema}.roles as r
  where p_tenant_id operator(pg_catalog.=) ${schema}.current_tenant_id() and p_user_id operator(pg_catalog.=) ${schema}.current_user_id()
    and r.tenant_id operator(pg_catalog.=) ${schema}.platform_tenant_id()
    and r.name_lower operator(pg_catalog.=) ${schema}.current_user_role()
$$;

comment on function held_roles(uuid, uuid) is
  'Internal: The roles that a user has: those assigned, and for the current user the one of the scope.';
