-- The tenants: organisations that share the platform and know nothing of each other. There are no
-- indexes on slug, which its unique constraint has already, nor on status alone.
create table tenants (
  id uuid not null,
  name varchar(100) not null,
  slug varchar(50) not null,
  status varchar(20) not null default 'active',
  plan_type varchar(20) not null default 'basic',
  max_users integer not null default 100,
  max_api_calls integer not null default 10000,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  changed_at timestamptz not null default clock_timestamp(),
  constraint tenants_id_pk primary key (id),
  -- nil stands for the whole platform
  constraint tenants_id_check check (id <> platform_tenant_id()),
  constraint tenants_name_check check (is_trimmed(name)),
  constraint tenants_slug_key unique (slug),
  constraint tenants_slug_check check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint tenants_status_check check (status in ('active', 'suspended', 'deleted')),
  constraint tenants_plan_type_check check (plan_type in ('basic', 'pro', 'enterprise')),
  constraint tenants_max_users_check check (max_users >= 0),
  constraint tenants_max_api_calls_check check (max_api_calls >= 0)
);

-- serves: republish, which tells anew what was changed since a time
create index idx_tenants_changed_at on tenants (changed_at);

alter table tenants enable row level security;
alter table tenants force row level security;

comment on table tenants is 'Organisations that share the platform.';
comment on column tenants.id is 'Id, a UUID of version 7 that the application made.';
comment on column tenants.name is 'Display name.';
comment on column tenants.slug is 'Handle, unique: what a login names the tenant by.';
comment on column tenants.status is
  'active; suspended: its scope writes nothing; deleted: the same, for good unless restored.';
comment on column tenants.plan_type is 'basic, pro or enterprise.';
comment on column tenants.max_users is 'How many users it may have that are not inactive.';
comment on column tenants.max_api_calls is 'How many calls a month; counted by the application.';
comment on column tenants.created_at is 'Time of creation.';
comment on column tenants.updated_at is 'Time of the last change; kept by a trigger.';
comment on column tenants.changed_at is
  'Time of the last event of the tenant; later than that of each one before, whatever the clock says.';
