-- The people of the tenants.
--
--   * E-mail addresses are unique within a tenant, without regard to case: were they unique among
--     all, a refused sign-up would tell one tenant who is with another. A login names the tenant
--     too.
--   * tenant_id leads every key, so that a row of one tenant never points at another's.
--   * password_hash refuses a text that is not the hash of a password.
--   * There are no indexes on tenant_id, which the primary key begins with, nor on email alone.
create table users (
  tenant_id uuid not null,
  id uuid not null,
  email varchar(255) not null,
  -- As a column, since under row-level security fold_case(email) keeps a look-up from its index:
  -- whatever function is asked about a row could tell of rows that are not to be seen.
  email_lower varchar(255) not null generated always as (fold_case(email)) stored,
  username varchar(100),
  password_hash text not null,
  full_name varchar(200),
  avatar_url text,
  status varchar(20) not null default 'active',
  role varchar(20) not null default 'end_user',
  email_verified boolean not null default false,
  last_login_at timestamptz,
  status_changed_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint users_tenant_id_id_pk primary key (tenant_id, id),
  constraint users_tenant_id_fk foreign key (tenant_id) references tenants (id)
    on delete restrict,
  constraint users_email_check check (email collate "und-x-icu" ~ '^[^@\s]+@[^@\s]+$'),
  constraint users_username_check check (is_trimmed(username)),
  constraint users_password_hash_check check (is_password_hash(password_hash)),
  constraint users_full_name_check check (not_blank(full_name)),
  constraint users_avatar_url_check check (avatar_url collate "und-x-icu" ~ '^https?://[^\s]+$'),
  constraint users_status_check check (status in ('active', 'inactive', 'suspended')),
  constraint users_role_check check (role in ('super_admin', 'tenant_admin', 'end_user'))
);

-- serves: finding a user at login; keeps addresses unique within a tenant
create unique index users_tenant_id_email_key on users (tenant_id, email_lower);

-- serves: require_seat, which counts the users who take a seat
create index idx_users_status on users (tenant_id, status);

-- serves: republish, which tells anew what was changed since a time
create index idx_users_status_changed_at on users (status_changed_at)
  where status_changed_at is not null;

alter table users enable row level security;
alter table users force row level security;

comment on table users is 'The people of the tenants.';
comment on column users.tenant_id is 'The tenant.';
comment on column users.id is 'Id, a UUID of version 7 that the application made.';
comment on column users.email is 'E-mail address; unique within the tenant, case does not matter.';
comment on column users.email_lower is 'The address in lower case, to be looked up by.';
comment on column users.username is 'Name to be called by; not unique; null for none.';
comment on column users.password_hash is
  'Hash of the password, made by the application; never the password. ! lets nobody in.';
comment on column users.full_name is 'Full name; null where it is not known.';
comment on column users.avatar_url is 'Where the picture is; null for none.';
comment on column users.status is
  'active; inactive: has left, takes no seat; suspended: may not log in for now.';
comment on column users.role is
  'super_admin, tenant_admin or end_user. Within the tenant the first two are alike.';
comment on column users.email_verified is 'Whether the address was shown to be the user''s.';
comment on column users.last_login_at is 'Time of the last login; null before the first.';
comment on column users.status_changed_at is
  'Time of the last event that told the status; later than that of each one before, whatever the clock says. Null before the first.';
comment on column users.created_at is 'Time of creation.';
comment on column users.updated_at is 'Time of the last change; kept by a trigger.';
