-- What can be permitted. The same for all tenants, so it has no tenant; a host adds permissions of
-- its own with define_permission().
--
-- Unlike the design as given, which only names roles and permissions: a permission has a reach. What
-- reaches beyond one tenant is never part of a tenant's own role, whoever makes it: role_permissions
-- refers to name and reach together.
create table permissions (
  name varchar(100) not null,
  description text not null,
  reach varchar(20) not null,
  created_at timestamptz not null default current_timestamp,
  constraint permissions_name_pk primary key (name),
  -- serves: role_permissions, which refers to both
  constraint permissions_name_reach_key unique (name, reach),
  constraint permissions_name_check check (name ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$'),
  constraint permissions_description_check check (btrim(description) <> ''),
  constraint permissions_reach_check check (reach in ('tenant', 'platform'))
);

comment on table permissions is 'What can be permitted; the same for all tenants.';
comment on column permissions.name is 'Identity: lower-case words between dots, as in channel.create.';
comment on column permissions.description is 'What it permits.';
comment on column permissions.reach is
  'tenant: something within a tenant; platform: beyond, never part of a tenant''s own role.';
comment on column permissions.created_at is 'Time of definition.';

insert into permissions (name, reach, description) values
  ('user.read', 'tenant', 'See the users of the tenant'),
  ('user.create', 'tenant', 'Create users'),
  ('user.update', 'tenant', 'Change users, their status and their role'),
  ('group.read', 'tenant', 'See the groups that one is in'),
  ('group.read_all', 'tenant', 'See all groups of the tenant'),
  ('group.create', 'tenant', 'Create groups'),
  ('group.update', 'tenant', 'Change groups and who is in them'),
  ('group.delete', 'tenant', 'Delete groups'),
  ('channel.use', 'tenant', 'Send requests through the channels that one may use'),
  ('channel.create', 'tenant', 'Create channels of one''s own, and change and delete those'),
  ('channel.share', 'tenant', 'Create, change and delete channels of groups and of the tenant'),
  ('token.create', 'tenant', 'Create access tokens of one''s own, and revoke those'),
  ('token.manage', 'tenant', 'See and revoke the access tokens of others'),
  ('conversation.create', 'tenant', 'Hold conversations, and change and delete one''s own'),
  ('memory.create', 'tenant', 'Be remembered, and change and delete one''s own memories'),
  ('role.read', 'tenant', 'See the roles of the tenant'),
  ('role.manage', 'tenant', 'Create, change and delete roles of the tenant'),
  ('role.assign', 'tenant', 'Say who has which role'),
  ('setting.read', 'tenant', 'See the settings that are in effect'),
  ('setting.update', 'tenant', 'Change the settings of the tenant'),
  ('price.read', 'tenant', 'See the prices that are in effect'),
  ('usage.read', 'tenant', 'See one''s own usage'),
  ('usage.read_all', 'tenant', 'See the usage of the tenant'),
  ('audit.read', 'tenant', 'See one''s own entries in the audit log'),
  ('audit.read_all', 'tenant', 'See the audit log of the tenant'),
  ('tenant.create', 'platform', 'Create tenants'),
  ('tenant.read', 'platform', 'See tenants'),
  ('tenant.update', 'platform', 'Change, suspend, delete and restore tenants'),
  ('permission.define', 'platform', 'Define permissions'),
  ('setting.update_global', 'platform', 'Change the settings of the whole platform'),
  ('price.update', 'platform', 'Change prices'),
  ('platform.audit', 'platform', 'See the audit logs of all tenants and of the platform');

-- last, as the owner is bound by it too and has no policy
alter table permissions enable row level security;
alter table permissions force row level security;
