-- Which roles somebody has, and what these permit: what has_permission() and explain_permission() go
-- by, and every list of permissions.
--
-- A user who asks also has the role that the scope carries, which the user service says; of others only
-- what is assigned here is known. In a tenant's scope nothing reaches beyond the tenant, so that a
-- super_admin has there what a tenant_admin has.
create or replace view held_roles with (security_invoker = true) as
select
  u.tenant_id,
  u.user_id,
  u.tenant_id as role_tenant_id,
  u.role_id,
  'assignment' as origin,
  u.assigned_by,
  u.assigned_at
from user_roles as u
where u.role_id is not null
union all
select
  u.tenant_id, u.user_id, r.tenant_id, r.id, 'assignment', u.assigned_by, u.assigned_at
from user_roles as u
join roles as r on r.tenant_id = platform_tenant_id() and lower(r.name) = u.built_in_role
union all
select current_tenant_id(), current_user_id(), r.tenant_id, r.id, 'scope', null, null
from roles as r
where r.tenant_id = platform_tenant_id() and lower(r.name) = current_user_role()
  and current_tenant_id() is not null;

create or replace view held_permissions with (security_invoker = true) as
select h.*, p.permission_name
from held_roles as h
join role_permissions as p on p.tenant_id = h.role_tenant_id and p.role_id = h.role_id
where p.reach = 'tenant' or current_tenant_id() is null;

comment on view held_roles is
  'Which roles each user has: those assigned, and of the asker the one that the scope carries.';
comment on column held_roles.role_tenant_id is 'The tenant of the role; nil for a built-in one.';
comment on column held_roles.origin is 'assignment, or scope: the role that the asker came with.';
comment on view held_permissions is 'What each user is permitted, and through which role.';
