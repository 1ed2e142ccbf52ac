-- The channels: each an account at a provider, with a key, that requests are sent through.
--
--   * key is ciphertext; nobody in a tenant's scope reads it.
--   * A personal channel has an owner and a group's channel a group, and no channel has both.
--     Names are unique among those who share the channel: two users may name a personal one
--     alike.
--   * What was used of quota changes with every request, and stands in quota_counters. The view
--     channel_states has it as used_quota.
--   * Status 3, error, is not stored: it depends on channel_health, and channel_states computes it.
--     So a failure writes nothing here.
--   * There is no index on the scope alone: selection reads by priority.
create table provider_channels (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  type bigint not null,
  key text not null,
  priority integer not null default 1,
  weight integer not null default 1,
  status integer not null default 1,
  quota bigint not null default -1,
  rate_limit integer not null default 100,
  config_scope varchar(20) not null default 'personal',
  owner_id uuid,
  group_id uuid,
  models jsonb not null default '[]',
  model_mapping jsonb not null default '{}',
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint provider_channels_tenant_id_id_pk primary key (tenant_id, id),
  constraint provider_channels_type_fk foreign key (type) references provider_types (id)
    on delete restrict,
  constraint provider_channels_name_check check (is_trimmed(name)),
  constraint provider_channels_key_check check (is_ciphertext(key)),
  constraint provider_channels_priority_check check (priority between 1 and 100),
  constraint provider_channels_weight_check check (weight between 1 and 1000),
  constraint provider_channels_status_check check (status in (1, 2)),
  constraint provider_channels_quota_check check (quota >= -1),
  constraint provider_channels_rate_limit_check check (rate_limit > 0),
  constraint provider_channels_config_scope_check
    check (config_scope in ('personal', 'group', 'tenant')),
  constraint provider_channels_config_scope_owner_id_check
    check ((config_scope = 'personal') = (owner_id is not null)),
  constraint provider_channels_config_scope_group_id_check
    check ((config_scope = 'group') = (group_id is not null)),
  constraint provider_channels_models_check check (is_text_set(models)),
  constraint provider_channels_model_mapping_check check (is_text_map(model_mapping))
) with (fillfactor = 80);

-- serves: select_channel, which stops at the first priority that has a choice
create index idx_provider_channels_enabled
  on provider_channels (tenant_id, priority desc, id) where status <> 2;

-- serves: the channels of the whole tenant; their names are unique
create unique index provider_channels_tenant_id_name_key
  on provider_channels (tenant_id, name) where config_scope = 'tenant';

-- serves: the channels of a group, when it goes; their names are unique
create unique index provider_channels_tenant_id_group_id_name_key
  on provider_channels (tenant_id, group_id, name) where config_scope = 'group';

-- serves: the channels of a user; their names are unique
create unique index provider_channels_tenant_id_owner_id_name_key
  on provider_channels (tenant_id, owner_id, name) where config_scope = 'personal';

alter table provider_channels enable row level security;
alter table provider_channels force row level security;

comment on table provider_channels is 'Accounts at providers that requests are sent through.';
comment on column provider_channels.tenant_id is 'The tenant.';
comment on column provider_channels.id is
  'Id, a UUID of version 7 that the application made.';
comment on column provider_channels.name is 'Name for people; unique among who share the channel.';
comment on column provider_channels.type is 'The kind of provider.';
comment on column provider_channels.key is
  'The key at the provider as ciphertext, bound to tenant and channel by whoever encrypts it.';
comment on column provider_channels.priority is '1 to 100; the highest that can serve is chosen.';
comment on column provider_channels.weight is
  '1 to 1000: the share of requests among channels of one priority.';
comment on column provider_channels.status is
  '1 enabled; 2 disabled. That it is failing, 3, stands in channel_states.';
comment on column provider_channels.quota is
  'How much may be used, in the unit of the host; -1 without limit.';
comment on column provider_channels.rate_limit is 'How many requests a minute may be reserved.';
comment on column provider_channels.config_scope is
  'Who uses it: personal, its owner; group, its members; tenant, everybody in the tenant.';
comment on column provider_channels.owner_id is 'Owner of a personal channel.';
comment on column provider_channels.group_id is 'Group of a group''s channel.';
comment on column provider_channels.models is
  'The models that can be asked for, by the names that requests use; a JSON array of texts.';
comment on column provider_channels.model_mapping is
  'What the provider calls a model, where that differs; a JSON object of texts.';
comment on column provider_channels.created_at is 'Time of creation.';
comment on column provider_channels.updated_at is
  'Time of the last change of its settings; kept by a trigger.';
