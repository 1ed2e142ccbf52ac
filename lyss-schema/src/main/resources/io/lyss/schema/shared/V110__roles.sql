-- Roles. The three that the users of the platform have anyway are built in: rows of the whole
-- platform, seen by every tenant, changed by migrations only. Beside them a tenant makes its own.
--
-- V140__built_in_roles fills it and then enables row-level security.
create table roles (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(50) not null,
  -- As a column, since under row-level security fold_case(name) keeps a look-up from its index.
  name_lower varchar(50) not null generated always as (fold_case(name)) stored,
  description text,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint roles_tenant_id_id_pk primary key (tenant_id, id),
  constraint roles_name_check check (is_trimmed(name)),
  -- nobody makes a role that looks like a built-in one, nor another one for the whole platform
  constraint roles_tenant_id_name_check check (
    (tenant_id = platform_tenant_id())
    = (fold_case(name) in ('super_admin', 'tenant_admin', 'end_user'))
  )
);

-- serves: finding a role by its name; keeps names unique within a tenant
create unique index roles_tenant_id_name_key on roles (tenant_id, name_lower);

comment on table roles is
  'Roles: the built-in ones of the whole platform, and those of the tenants.';
comment on column roles.tenant_id is 'The tenant; nil for a built-in role.';
comment on column roles.id is
  'Id, a UUID of version 7 that the application made; of a built-in role the same everywhere.';
comment on column roles.name is 'Name; unique within the tenant, case does not matter.';
comment on column roles.name_lower is 'The name in lower case, to be looked up by.';
comment on column roles.description is 'What it is for; null for nothing said.';
comment on column roles.created_at is 'Time of creation.';
comment on column roles.updated_at is
  'Time of the last change, also of its permissions; kept by a trigger.';
