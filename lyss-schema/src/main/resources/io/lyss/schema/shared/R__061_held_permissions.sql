-- What has_permission(), explain_permission() and every list of permissions rest on. In a tenant's
-- scope nothing reaches beyond the tenant, so that a super_admin has there what a tenant_admin has.
create or replace function held_permissions(p_tenant_id uuid, p_user_id uuid)
returns table (role_tenant_id uuid, role_id uuid, permission_name varchar)
language sql stable parallel safe
as $$
  select h.role_tenant_id, h.role_id, p.permission_name
  from ${schema}.held_roles(p_tenant_id, p_user_id) as h
  join ${schema}.role_permissions as p
    on p.tenant_id operator(pg_catalog.=) h.role_tenant_id and p.role_id operator(pg_catalog.=) h.role_id
  where p.reach operator(pg_catalog.=) 'tenant' or ${schema}.current_tenant_id() is null
$$;

comment on function held_permissions(uuid, uuid) is
  'What a user is permitted, and through which role.';
