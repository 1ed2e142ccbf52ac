-- What exists from the start: LYSS's own permissions, and the built-in roles with theirs. A
-- super_admin is permitted everything, a tenant_admin what stays within the tenant.
--
-- These tables are protected only afterwards: forced row-level security holds for the owner too,
-- who has no policy and could neither write these rows nor read them.
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
  ('audit.read_platform', 'platform', 'See the audit logs of all tenants and of the platform');

insert into roles (tenant_id, id, name, description) values
  (
    platform_tenant_id(), '00000000-0000-7000-8000-000000000001', 'super_admin',
    'Administers the platform; within a tenant like a tenant_admin'
  ),
  (
    platform_tenant_id(), '00000000-0000-7000-8000-000000000002', 'tenant_admin',
    'Administers the tenant'
  ),
  (platform_tenant_id(), '00000000-0000-7000-8000-000000000003', 'end_user', 'Uses the platform');

insert into role_permissions (tenant_id, role_id, permission_name, reach)
select r.tenant_id, r.id, p.name, p.reach
from roles as r
cross join permissions as p
where r.tenant_id = platform_tenant_id()
  and case r.name
    when 'super_admin' then true
    when 'tenant_admin' then p.reach = 'tenant'
    else p.name in (
      'group.read', 'channel.use', 'channel.create', 'token.create', 'conversation.create',
      'memory.create', 'setting.read', 'price.read', 'usage.read', 'audit.read'
    )
  end;

alter table permissions enable row level security;
alter table permissions force row level security;
alter table roles enable row level security;
alter table roles force row level security;
alter table role_permissions enable row level security;
alter table role_permissions force row level security;
