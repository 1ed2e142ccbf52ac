-- Who is in which group. Members carry the tenant, and both of their foreign keys begin with it: a
-- user of one tenant cannot be put into another's group.
create table user_group_members (
  tenant_id uuid not null,
  id uuid not null,
  group_id uuid not null,
  user_id uuid not null,
  role varchar(20) not null default 'member',
  joined_at timestamptz not null default current_timestamp,
  constraint user_group_members_tenant_id_id_pk primary key (tenant_id, id),
  -- serves: the members of a group
  constraint user_group_members_tenant_id_group_id_user_id_key
    unique (tenant_id, group_id, user_id),
  constraint user_group_members_tenant_id_group_id_fk foreign key (tenant_id, group_id)
    references user_groups (tenant_id, id) on delete cascade,
  constraint user_group_members_tenant_id_user_id_fk foreign key (tenant_id, user_id)
    references users (tenant_id, id) on delete restrict,
  constraint user_group_members_role_check check (role in ('admin', 'member'))
);

-- serves: the groups of a user, at login
create index idx_user_group_members_user on user_group_members (tenant_id, user_id, group_id);

alter table user_group_members enable row level security;
alter table user_group_members force row level security;

comment on table user_group_members is 'Who is in which group.';
comment on column user_group_members.tenant_id is 'The tenant of both.';
comment on column user_group_members.id is
  'Id, a UUID of version 7 that the application made.';
comment on column user_group_members.group_id is 'The group.';
comment on column user_group_members.user_id is 'The user.';
comment on column user_group_members.role is 'admin manages who is in the group; member does not.';
comment on column user_group_members.joined_at is 'Time of joining.';
