-- The kinds of providers: what a channel leads to, and the format of its requests. They belong
-- to the whole platform; every tenant reads them, and system work writes them.
create table provider_types (
  id bigint generated always as identity,
  name varchar(50) not null,
  display_name varchar(100) not null,
  base_url text,
  supported_models jsonb not null default '[]',
  api_format varchar(20) not null default 'openai',
  status varchar(20) not null default 'active',
  updated_at timestamptz not null default current_timestamp,
  constraint provider_types_id_pk primary key (id),
  constraint provider_types_name_key unique (name),
  constraint provider_types_name_check check (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint provider_types_display_name_check
    check (is_trimmed(display_name)),
  constraint provider_types_base_url_check
    check (base_url collate "und-x-icu" ~ '^https?://[^\s]+$'),
  constraint provider_types_supported_models_check check (is_text_set(supported_models)),
  constraint provider_types_api_format_check
    check (api_format in ('openai', 'anthropic', 'custom')),
  constraint provider_types_status_check check (status in ('active', 'inactive'))
);

insert into provider_types (name, display_name, base_url, api_format)
values
  ('openai', 'OpenAI', 'https://api.openai.com', 'openai'),
  ('anthropic', 'Anthropic', 'https://api.anthropic.com', 'anthropic'),
  ('deepseek', 'DeepSeek', 'https://api.deepseek.com', 'openai'),
  ('azure-openai', 'Azure OpenAI', null, 'openai'),
  ('zhipu', '智谱AI', 'https://open.bigmodel.cn', 'openai');

-- after the rows: forced, it would refuse them to the owner
alter table provider_types enable row level security;
alter table provider_types force row level security;

comment on table provider_types is 'Kinds of providers; a reference table of the whole platform.';
comment on column provider_types.id is 'Id of the kind of provider.';
comment on column provider_types.name is 'Name for programs, such as azure-openai.';
comment on column provider_types.display_name is 'Name for people.';
comment on column provider_types.base_url is
  'Where it is reached; null where each customer has an address of their own.';
comment on column provider_types.supported_models is
  'Models that it is known to have, for people who set up a channel; a JSON array of texts.';
comment on column provider_types.api_format is 'How it is spoken to: openai, anthropic or custom.';
comment on column provider_types.status is
  'active; inactive: its channels count as disabled.';
comment on column provider_types.updated_at is 'Time of the last change; kept by a trigger.';
