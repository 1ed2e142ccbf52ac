-- What the database of users has told of their status. A user of whom nothing was told is active: only changes
-- are told.
create table known_users (
  tenant_id uuid not null,
  user_id uuid not null,
  status varchar(20) not null,
  changed_at timestamptz not null,
  constraint known_users_tenant_id_user_id_pk primary key (tenant_id, user_id),
  constraint known_users_status_check check (status in ('active', 'inactive', 'suspended'))
);

alter table known_users enable row level security;
alter table known_users force row level security;

comment on table known_users is 'What the database of users has told of a user.';
comment on column known_users.tenant_id is 'The tenant.';
comment on column known_users.user_id is 'The user.';
comment on column known_users.status is
  'active; suspended: no token of the user is accepted for now; inactive: all were revoked.';
comment on column known_users.changed_at is
  'When it was changed so; what is told later of an earlier change is ignored.';
