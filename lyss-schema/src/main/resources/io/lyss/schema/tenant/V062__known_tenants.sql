-- What the database of tenants has told this one. A tenant of which nothing was told is active: a
-- service that nobody tells of tenants works without.
create table known_tenants (
  tenant_id uuid not null,
  status varchar(20) not null,
  changed_at timestamptz not null,
  constraint known_tenants_tenant_id_pk primary key (tenant_id),
  constraint known_tenants_tenant_id_check check (tenant_id <> platform_tenant_id()),
  constraint known_tenants_status_check check (status in ('active', 'suspended', 'deleted'))
);

alter table known_tenants enable row level security;
alter table known_tenants force row level security;

comment on table known_tenants is 'What the database of tenants has told of a tenant.';
comment on column known_tenants.tenant_id is 'The tenant.';
comment on column known_tenants.status is
  'active; suspended and deleted: its users read here, and write nothing.';
comment on column known_tenants.changed_at is
  'When it was changed so; what is told later of an earlier change is ignored.';
