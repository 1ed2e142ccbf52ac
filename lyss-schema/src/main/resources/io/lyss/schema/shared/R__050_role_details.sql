-- Roles with what they permit: what is shown of a role, and what the functions that change one
-- return.
create or replace view role_details with (security_invoker = true) as
select
  r.tenant_id,
  r.id,
  r.name,
  r.name_lower,
  r.description,
  array (
    select p.permission_name::text
    from role_permissions as p
    where p.tenant_id = r.tenant_id and p.role_id = r.id
    order by p.permission_name
  ) as permissions,
  r.created_at,
  r.updated_at
from roles as r;

grant select on role_details to lyss_definer;

comment on view role_details is 'Roles with what they permit.';
comment on column role_details.permissions is 'The names of its permissions, sorted.';
