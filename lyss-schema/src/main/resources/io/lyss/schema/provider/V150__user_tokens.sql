-- The tokens by which users' programs identify themselves.
--
--   * The secret itself is not here, only its HMAC under a pepper that the database does not
--     know, and a few characters by which people recognise it. While a token is rotated it has
--     two. Beside each stands which pepper it is, so that one knows when a former one may go.
--   * That a token is restricted to channels is a column of its own: when the last of its
--     channels is deleted, the token opens nothing. allowed_models is null for any, and an empty
--     list allows none.
--   * Status 3, expired, is not stored: it depends on the time, and user_token_details computes
--     it.
--   * A token is revoked for good.
--   * What was used of quota stands in quota_counters. The view user_token_details has it as
--     used_quota.
--   * What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain user_tokens_name as varchar(100)
  constraint user_tokens_name_check check (is_trimmed(value));

create domain user_tokens_key_hash as varchar(64)
  constraint user_tokens_key_hash_check check (value ~ '^[0-9a-f]{64}$');

create domain user_tokens_pepper_id as varchar(8)
  constraint user_tokens_pepper_id_check check (value ~ '^[0-9a-f]{8}$');

create domain user_tokens_key_prefix as varchar(12)
  constraint user_tokens_key_prefix_check check (value ~ '^[A-Za-z0-9_-]{4,12}$');

create domain user_tokens_previous_key_hash as varchar(64)
  constraint user_tokens_previous_key_hash_check check (value ~ '^[0-9a-f]{64}$');

create domain user_tokens_previous_pepper_id as varchar(8)
  constraint user_tokens_previous_pepper_id_check check (value ~ '^[0-9a-f]{8}$');

create domain user_tokens_allowed_models as jsonb
  constraint user_tokens_allowed_models_check check (is_text_set(value));

create domain user_tokens_quota as bigint
  constraint user_tokens_quota_check check (value >= -1);

create domain user_tokens_rate_limit as integer
  constraint user_tokens_rate_limit_check check (value > 0);

create domain user_tokens_status as integer
  constraint user_tokens_status_check check (value in (1, 2));

create table user_tokens (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name user_tokens_name not null,
  key_hash user_tokens_key_hash not null,
  pepper_id user_tokens_pepper_id not null,
  key_prefix user_tokens_key_prefix not null,
  previous_key_hash user_tokens_previous_key_hash,
  previous_pepper_id user_tokens_previous_pepper_id,
  previous_key_expires_at timestamptz,
  rotation_id uuid,
  restricted_to_channels boolean not null default false,
  allowed_models user_tokens_allowed_models,
  quota user_tokens_quota not null default -1,
  rate_limit user_tokens_rate_limit not null default 60,
  status user_tokens_status not null default 1,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint user_tokens_tenant_id_id_pk primary key (tenant_id, id),
  -- what user_token_channels refers to, so that each row carries the owner
  constraint user_tokens_tenant_id_id_user_id_key unique (tenant_id, id, user_id),
  -- serves: verify_token
  constraint user_tokens_tenant_id_key_hash_key unique (tenant_id, key_hash),
  constraint user_tokens_previous_key_hash_previous_pepper_id_check
    check ((previous_key_hash is null) = (previous_pepper_id is null)),
  constraint user_tokens_previous_key_hash_previous_key_expires_at_check
    check ((previous_key_hash is null) = (previous_key_expires_at is null)),
  constraint user_tokens_revoked_at_status_check check (revoked_at is null or status = 2)
) with (fillfactor = 80);

-- serves: verify_token, while a token is rotated
create unique index user_tokens_tenant_id_previous_key_hash_key
  on user_tokens (tenant_id, previous_key_hash) where previous_key_hash is not null;

-- serves: the tokens of a user
create index idx_user_tokens_user on user_tokens (tenant_id, user_id, id);

alter table user_tokens enable row level security;
alter table user_tokens force row level security;

comment on table user_tokens is 'Tokens by which users'' programs identify themselves.';
comment on column user_tokens.tenant_id is 'The tenant.';
comment on column user_tokens.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_tokens.user_id is 'Owner of the token: the user whose requests it makes.';
comment on column user_tokens.name is 'Name for people; not unique.';
comment on column user_tokens.key_hash is
  'HMAC-SHA-256 of the secret, in hexadecimal digits; never the secret.';
comment on column user_tokens.pepper_id is
  'Which pepper the hash is made with: what identifies it, and does not tell it.';
comment on column user_tokens.key_prefix is
  'A few characters of the secret, by which people recognise the token.';
comment on column user_tokens.previous_key_hash is
  'HMAC of the secret before the last rotation; null outside a grace period.';
comment on column user_tokens.previous_pepper_id is
  'Which pepper the previous hash is made with; null outside a grace period.';
comment on column user_tokens.previous_key_expires_at is
  'End of the grace period: until then the previous secret is accepted too.';
comment on column user_tokens.rotation_id is
  'The last rotation, by an id of the caller''s, so that it can be repeated; null before the first.';
comment on column user_tokens.restricted_to_channels is
  'Whether it may use the channels in user_token_channels only.';
comment on column user_tokens.allowed_models is
  'The models that it may ask for, a JSON array of texts; null for any.';
comment on column user_tokens.quota is
  'How much may be used with it, in the unit of the host; -1 without limit.';
comment on column user_tokens.rate_limit is 'How many requests a minute may be reserved.';
comment on column user_tokens.status is '1 enabled; 2 disabled.';
comment on column user_tokens.expires_at is 'When it expires; null for never.';
comment on column user_tokens.revoked_at is 'When it was revoked, for good; null if it was not.';
comment on column user_tokens.last_used_at is 'When it was used last, to a minute.';
comment on column user_tokens.created_at is 'Time of creation.';
comment on column user_tokens.updated_at is
  'Time of the last change of its settings; kept by a trigger.';
