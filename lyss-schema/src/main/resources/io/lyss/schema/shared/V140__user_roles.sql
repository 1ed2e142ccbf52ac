-- Who has which role, beside the one that every user has in the user service. A built-in role is
-- stored by its name, and one of the tenant's own by its id, so that the foreign key begins with
-- the tenant.
create table user_roles (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role_id uuid,
  built_in_role varchar(20),
  assigned_by uuid,
  assigned_at timestamptz not null default current_timestamp,
  constraint user_roles_tenant_id_id_pk primary key (tenant_id, id),
  -- serves: the roles of a user; each once
  constraint user_roles_tenant_id_user_id_role_id_built_in_role_key
    unique nulls not distinct (tenant_id, user_id, role_id, built_in_role),
  constraint user_roles_tenant_id_role_id_fk foreign key (tenant_id, role_id)
    references roles (tenant_id, id) on delete cascade,
  constraint user_roles_tenant_id_check check (tenant_id <> platform_tenant_id()),
  constraint user_roles_role_id_built_in_role_check
    check (num_nonnulls(role_id, built_in_role) = 1),
  constraint user_roles_built_in_role_check
    check (built_in_role in ('super_admin', 'tenant_admin', 'end_user'))
);

-- serves: who has a role, page by page; deleting a role
create index idx_user_roles_role on user_roles (tenant_id, role_id, built_in_role, id);

alter table user_roles enable row level security;
alter table user_roles force row level security;

comment on table user_roles is
  'Who has which role, beside the one that the user service says; users live in that.';
comment on column user_roles.tenant_id is 'The tenant of the user and of the role.';
comment on column user_roles.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_roles.user_id is 'The user.';
comment on column user_roles.role_id is
  'The role, one of the tenant''s own; null for a built-in one.';
comment on column user_roles.built_in_role is
  'super_admin, tenant_admin or end_user; null for a role of the tenant''s own.';
comment on column user_roles.assigned_by is 'The user who assigned it; null for system work.';
comment on column user_roles.assigned_at is 'Time of assignment.';
