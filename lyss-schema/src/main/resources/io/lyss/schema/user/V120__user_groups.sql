-- Groups of a tenant's users.
create table user_groups (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  description text,
  created_by uuid not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint user_groups_tenant_id_id_pk primary key (tenant_id, id),
  constraint user_groups_tenant_id_fk foreign key (tenant_id) references tenants (id)
    on delete restrict,
  constraint user_groups_tenant_id_created_by_fk foreign key (tenant_id, created_by)
    references users (tenant_id, id) on delete restrict,
  constraint user_groups_tenant_id_name_key unique (tenant_id, name),
  constraint user_groups_name_check check (is_trimmed(name))
);

alter table user_groups enable row level security;
alter table user_groups force row level security;

comment on table user_groups is 'Groups of a tenant''s users.';
comment on column user_groups.tenant_id is 'The tenant.';
comment on column user_groups.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_groups.name is 'Name; unique within the tenant.';
comment on column user_groups.description is 'What it is for; null for nothing said.';
comment on column user_groups.created_by is 'The user who created it.';
comment on column user_groups.created_at is 'Time of creation.';
comment on column user_groups.updated_at is 'Time of the last change; kept by a trigger.';
