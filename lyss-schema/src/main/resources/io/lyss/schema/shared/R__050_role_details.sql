-- Roles with their permissions: what lists show of a role, and what the functions that change one return. It is
-- a join and no subquery for each role: so Citus knows the tenant of both tables, and asks one node.
create or replace view role_details with (security_invoker = true) as
select
  r.tenant_id,
  r.id,
  r.name,
  r.name_lower,
  r.description,
  coalesce(
    array_agg(p.permission_name::text order by p.permission_name) filter (where p.role_id is not null),
    '{}') as permissions,
  r.created_at,
  r.updated_at
from roles as r
left join role_permissions as p on p.tenant_id = r.tenant_id and p.role_id = r.id
group by r.tenant_id, r.id, r.name, r.name_lower, r.description, r.created_at, r.updated_at;

grant select on role_details to lyss_definer;

comment on view role_details is 'Roles with their permissions.';
comment on column role_details.permissions is 'The names of its permissions, sorted.';
