-- What can be permitted. It is the same for all tenants, so it has no tenant; a host adds
-- permissions of its own with define_permission().
--
-- A permission has a reach. What reaches beyond one tenant is never part of a tenant's own role,
-- whoever makes it: role_permissions refers to name and reach together.
--
-- V140__built_in_roles fills it and then enables row-level security.
create table permissions (
  name varchar(100) not null,
  description text not null,
  reach varchar(20) not null,
  created_at timestamptz not null default current_timestamp,
  constraint permissions_name_pk primary key (name),
  -- serves: role_permissions, which refers to both
  constraint permissions_name_reach_key unique (name, reach),
  constraint permissions_name_check check (name ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$'),
  constraint permissions_description_check check (not_blank(description)),
  constraint permissions_reach_check check (reach in ('tenant', 'platform'))
);

comment on table permissions is 'What can be permitted; the same for all tenants.';
comment on column permissions.name is
  'Primary key: lower-case words between dots, as in channel.create.';
comment on column permissions.description is 'What it permits.';
comment on column permissions.reach is
  'tenant: something within a tenant; platform: beyond, never part of a tenant''s own role.';
comment on column permissions.created_at is 'Time of definition.';
