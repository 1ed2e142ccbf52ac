-- Providers: the LLM services that can be called, each an organization's or one person's.
--
--   * The two rules of uniqueness are partial indexes, as a table constraint has no "where".
--   * A user cannot be deleted while providers of theirs exist: a cascade would take other
--     people's conversations and the record of what was spent with it; deactivate the user
--     instead.
--   * api_key holds ciphertext that the application made, and refuses what does not look like it.
--   * There are no indexes on scope, provider_type, is_active or (scope, is_active), as each
--     value is most of the table; nor on name, as the names of an organization have a unique
--     index.
create table provider_configs (
  id integer generated always as identity,
  name varchar(100) not null,
  provider_type varchar(20) not null,
  scope varchar(20) not null,
  created_by integer not null,
  api_key text not null,
  api_base_url varchar(200),
  config jsonb not null default '{}',
  is_active boolean not null default true,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint provider_configs_id_pk primary key (id),
  -- what a distribution points at, so that a provider's scope is part of what it refers to
  constraint provider_configs_id_scope_key unique (id, scope),
  constraint provider_configs_created_by_fk foreign key (created_by) references users (id)
    on delete restrict,
  constraint provider_configs_name_check check (is_trimmed(name)),
  constraint provider_configs_provider_type_check check (
    provider_type in ('openai', 'anthropic', 'ollama', 'custom')
  ),
  constraint provider_configs_scope_check check (scope in ('organization', 'personal')),
  constraint provider_configs_api_key_check check (is_ciphertext(api_key)),
  constraint provider_configs_api_base_url_check
    check (api_base_url collate "und-x-icu" ~ '^https?://[^\s]+$'),
  constraint provider_configs_config_check check (jsonb_typeof(config) = 'object')
);

-- keeps the names of organization providers unique; serves: finding one by name
create unique index unique_org_provider_name on provider_configs (name)
  where scope = 'organization';

-- keeps the names of one person's providers unique, whatever other people call theirs
create unique index unique_personal_provider_name on provider_configs (created_by, name)
  where scope = 'personal';

-- serves: the providers that a user created (the policies ask for them); the foreign key
create index idx_provider_configs_created_by on provider_configs (created_by);

alter table provider_configs enable row level security;
alter table provider_configs force row level security;

comment on table provider_configs is 'LLM services that can be called.';
comment on column provider_configs.id is 'Id of the provider.';
comment on column provider_configs.name is
  'Display name; unique among organization providers, and among one person''s own.';
comment on column provider_configs.provider_type is 'openai, anthropic, ollama or custom.';
comment on column provider_configs.scope is
  'organization: used by those it is distributed to. personal: used by its creator alone.';
comment on column provider_configs.created_by is 'The user who created it.';
comment on column provider_configs.api_key is
  'Ciphertext of the API key, as scheme:base64 or scheme:key-id:base64; made by the application.';
comment on column provider_configs.api_base_url is 'Base URL of the API; null for the usual one.';
comment on column provider_configs.config is 'Settings particular to the provider, a JSON object.';
comment on column provider_configs.is_active is 'Whether anybody may use it.';
comment on column provider_configs.created_at is 'Time of creation.';
comment on column provider_configs.updated_at is 'Time of the last change; kept by a trigger.';
