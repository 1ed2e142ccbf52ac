-- The people of the organisation.
--
--   * E-mail addresses are unique without regard to case, so that A@X cannot sign up beside a@x.
--   * The unique indexes on username and email_lower serve the look-ups; is_active has none, as a
--     lone boolean selects nothing.
--   * hashed_password refuses a text that is not a password hash.
create table users (
  id integer generated always as identity,
  username varchar(50) not null,
  email varchar(100) not null,
  -- As a column, since under row-level security fold_case(email) keeps a look-up from its index:
  -- whatever function is asked about a row could tell of rows that are not to be seen.
  email_lower varchar(100) not null generated always as (fold_case(email)) stored,
  hashed_password varchar(255) not null,
  role varchar(20) not null default 'user',
  is_active boolean not null default true,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint users_id_pk primary key (id),
  -- 0 is "nobody": current_user_id() answers it where there is no scope.
  constraint users_id_check check (id > 0),
  constraint users_username_key unique (username),
  constraint users_username_check check (is_trimmed(username)),
  constraint users_email_check check (email collate "und-x-icu" ~ '^[^@\s]+@[^@\s]+$'),
  constraint users_role_check check (role in ('admin', 'user')),
  constraint users_hashed_password_check check (is_password_hash(hashed_password))
);

-- serves: finding a user by e-mail address at login; keeps addresses unique
create unique index users_email_key on users (email_lower);

-- serves: the list of administrators
create index idx_users_role on users (role) where role = 'admin';

alter table users enable row level security;
alter table users force row level security;

comment on table users is 'The people of the organisation.';
comment on column users.id is 'Id of the user; always positive.';
comment on column users.username is 'Name to log in with; unique, case matters.';
comment on column users.email is 'E-mail address; unique, case does not matter.';
comment on column users.email_lower is 'The address in lower case, to be looked up by.';
comment on column users.hashed_password is
  'Hash of the password, made by the application; never the password. ! lets nobody in.';
comment on column users.role is 'admin manages users and organization providers; user does not.';
comment on column users.is_active is 'Whether the user may use anything at all.';
comment on column users.created_at is 'Time of creation.';
comment on column users.updated_at is 'Time of the last change; kept by a trigger.';
