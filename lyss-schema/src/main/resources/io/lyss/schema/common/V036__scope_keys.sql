-- The keys with which hosts sign scopes, where they do, and the server's own, whose name is empty: with that it seals
-- what it has verified. A row holds the two pads of HMAC-SHA-256 in place of the key, as PostgreSQL has sha256(),
-- and no HMAC without an extension. Nobody but lyss_definer reads it.
create table scope_keys (
  name varchar(40) not null,
  inner_pad bytea not null,
  outer_pad bytea not null,
  created_at timestamptz not null default current_timestamp,
  constraint scope_keys_name_pk primary key (name),
  constraint scope_keys_name_check check (name ~ '^[a-z0-9_-]*$'),
  constraint scope_keys_inner_pad_check check (octet_length(inner_pad) = 64),
  constraint scope_keys_outer_pad_check check (octet_length(outer_pad) = 64)
);

alter table scope_keys enable row level security;
alter table scope_keys force row level security;

comment on table scope_keys is 'Keys with which scopes are signed and sealed.';
comment on column scope_keys.name is 'What it is called, as signatures say; empty for the server''s own.';
comment on column scope_keys.inner_pad is 'The key, to 64 bytes with zeros, each xor 0x36.';
comment on column scope_keys.outer_pad is 'The key, to 64 bytes with zeros, each xor 0x5c.';
comment on column scope_keys.created_at is 'When it was added.';
