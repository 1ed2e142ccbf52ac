-- What each role permits.
--
-- V140__built_in_roles fills it and then enables row-level security.
create table role_permissions (
  tenant_id uuid not null,
  role_id uuid not null,
  permission_name varchar(100) not null,
  reach varchar(20) not null default 'tenant',
  constraint role_permissions_tenant_id_role_id_permission_name_pk
    primary key (tenant_id, role_id, permission_name),
  constraint role_permissions_tenant_id_role_id_fk foreign key (tenant_id, role_id)
    references roles (tenant_id, id) on delete cascade,
  constraint role_permissions_permission_name_reach_fk foreign key (permission_name, reach)
    references permissions (name, reach) on delete restrict,
  -- no tenant gives itself what reaches beyond it
  constraint role_permissions_reach_tenant_id_check
    check (reach = 'tenant' or tenant_id = platform_tenant_id())
);

comment on table role_permissions is 'What each role permits.';
comment on column role_permissions.tenant_id is 'The tenant of the role.';
comment on column role_permissions.role_id is 'The role.';
comment on column role_permissions.permission_name is 'What it permits.';
comment on column role_permissions.reach is
  'The reach of the permission; of a tenant''s own role never platform.';
