-- The tokens that users' programs identify themselves with, and the channels that a token is
-- restricted to.
--
-- Unlike the design as given:
--   * the token itself is not here, only its HMAC under a pepper that the database does not know, and
--     a few characters for people to recognise it by. While it is rotated there are two;
--   * the channels that a token may use are rows, and that it is restricted to them is a fact of its
--     own: when the last of them is deleted, the token opens nothing. allowed_models is null for any,
--     and an empty list allows none;
--   * status 3, expired, is not stored: it is a question of the time, and user_token_details says it;
--   * what is revoked is so for good;
--   * used_quota never passes quota, and is no part of updated_at.
create table user_tokens (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name varchar(100) not null,
  key_hash varchar(64) not null,
  key_prefix varchar(12) not null,
  previous_key_hash varchar(64),
  previous_key_expires_at timestamptz,
  restricted_to_channels boolean not null default false,
  allowed_models jsonb,
  quota bigint not null default -1,
  used_quota bigint not null default 0,
  rate_limit integer not null default 60,
  status integer not null default 1,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint user_tokens_tenant_id_id_pk primary key (tenant_id, id),
  -- what the pairs below refer to, so that each says whose it is
  constraint user_tokens_tenant_id_id_user_id_key unique (tenant_id, id, user_id),
  -- serves: verify_token
  constraint user_tokens_tenant_id_key_hash_key unique (tenant_id, key_hash),
  constraint user_tokens_name_check check (name = btrim(name) and name <> ''),
  constraint user_tokens_key_hash_check check (key_hash ~ '^[0-9a-f]{64}$'),
  constraint user_tokens_key_prefix_check check (key_prefix ~ '^[A-Za-z0-9_-]{4,12}$'),
  constraint user_tokens_previous_key_hash_check check (previous_key_hash ~ '^[0-9a-f]{64}$'),
  constraint user_tokens_previous_key_hash_previous_key_expires_at_check
    check ((previous_key_hash is null) = (previous_key_expires_at is null)),
  constraint user_tokens_allowed_models_check check (is_text_set(allowed_models)),
  constraint user_tokens_used_quota_quota_check
    check (used_quota >= 0 and (quota = -1 or used_quota <= quota)),
  constraint user_tokens_rate_limit_check check (rate_limit > 0),
  constraint user_tokens_status_check check (status in (1, 2)),
  constraint user_tokens_revoked_at_status_check check (revoked_at is null or status = 2)
) with (fillfactor = 80);

-- serves: verify_token, while a token is rotated
create unique index user_tokens_tenant_id_previous_key_hash_key
  on user_tokens (tenant_id, previous_key_hash) where previous_key_hash is not null;

-- serves: the tokens of a user
create index idx_user_tokens_user on user_tokens (tenant_id, user_id, id);

alter table user_tokens enable row level security;
alter table user_tokens force row level security;

comment on table user_tokens is 'What users'' programs identify themselves with.';
comment on column user_tokens.tenant_id is 'The tenant.';
comment on column user_tokens.id is 'Identity, a UUID of version 7 that the application made.';
comment on column user_tokens.user_id is 'The user whose requests it makes.';
comment on column user_tokens.name is 'Name for people; not unique.';
comment on column user_tokens.key_hash is
  'HMAC-SHA-256 of the token, in hexadecimal digits; never the token.';
comment on column user_tokens.key_prefix is 'A few characters of it, for people to recognise it by.';
comment on column user_tokens.previous_key_hash is 'The same of the token before the last rotation.';
comment on column user_tokens.previous_key_expires_at is 'Until when that one is taken too.';
comment on column user_tokens.restricted_to_channels is
  'Whether it may use the channels in user_token_channels only.';
comment on column user_tokens.allowed_models is
  'The models that it may ask for, a JSON array of texts; null for any.';
comment on column user_tokens.quota is
  'How much may be used with it, in the unit of the host; -1 without limit.';
comment on column user_tokens.used_quota is 'How much was used, or is held for a request.';
comment on column user_tokens.rate_limit is 'Requests a minute; counted by the host.';
comment on column user_tokens.status is '1 enabled; 2 disabled.';
comment on column user_tokens.expires_at is 'When it expires; null for never.';
comment on column user_tokens.revoked_at is 'When it was revoked, for good; null if it was not.';
comment on column user_tokens.last_used_at is 'When it was used last, to a minute.';
comment on column user_tokens.created_at is 'Time of creation.';
comment on column user_tokens.updated_at is
  'Time of the last change of how it is set up; kept by a trigger.';

create table user_token_channels (
  tenant_id uuid not null,
  token_id uuid not null,
  channel_id uuid not null,
  user_id uuid not null,
  constraint user_token_channels_tenant_id_token_id_channel_id_pk
    primary key (tenant_id, token_id, channel_id),
  constraint user_token_channels_tenant_id_token_id_user_id_fk
    foreign key (tenant_id, token_id, user_id) references user_tokens (tenant_id, id, user_id)
    on delete cascade,
  constraint user_token_channels_tenant_id_channel_id_fk foreign key (tenant_id, channel_id)
    references provider_channels (tenant_id, id) on delete cascade
);

-- serves: the foreign key, when a channel is deleted
create index idx_user_token_channels_channel on user_token_channels (tenant_id, channel_id);

alter table user_token_channels enable row level security;
alter table user_token_channels force row level security;

comment on table user_token_channels is 'The channels that a restricted token may use.';
comment on column user_token_channels.tenant_id is 'The tenant of both.';
comment on column user_token_channels.token_id is 'The token.';
comment on column user_token_channels.channel_id is 'The channel.';
comment on column user_token_channels.user_id is 'The user whose the token is, for the policy.';
