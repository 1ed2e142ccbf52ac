-- The channels: each an account at a provider, with a key, that requests are sent through.
--
--   * key is ciphertext; nobody in a tenant's scope reads it.
--   * A personal channel has an owner and a group's channel a group, and no channel has both.
--     Names are unique among those who share the channel: two users may name a personal one
--     alike.
--   * used_quota never passes quota, and is no part of updated_at, as it changes with every
--     request.
--   * A channel of status 3 has the time until which it is closed, and the time until which one
--     request tries it.
--   * There is no index on status, nor on the scope alone: a request reads a few channels of one
--     tenant.
--
-- What changes with every request (used_quota) stays beside what it is compared with (quota), as a
-- check covers one row. For the same reason no index has those columns, and pages keep room:
-- PostgreSQL then writes the new row beside the old one and touches no index.
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
  used_quota bigint not null default 0,
  rate_limit integer not null default 100,
  config_scope varchar(20) not null default 'personal',
  owner_id uuid,
  group_id uuid,
  models jsonb not null default '[]',
  model_mapping jsonb not null default '{}',
  failures integer not null default 0,
  retry_at timestamptz,
  probe_until timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint provider_channels_tenant_id_id_pk primary key (tenant_id, id),
  constraint provider_channels_type_fk foreign key (type) references provider_types (id),
  constraint provider_channels_name_check check (name = trim_blank(name) and name <> ''),
  constraint provider_channels_key_check check (is_ciphertext(key)),
  constraint provider_channels_priority_check check (priority between 1 and 100),
  constraint provider_channels_weight_check check (weight between 1 and 1000),
  constraint provider_channels_status_check check (status in (1, 2, 3)),
  constraint provider_channels_used_quota_quota_check
    check (used_quota >= 0 and (quota = -1 or used_quota <= quota)),
  constraint provider_channels_rate_limit_check check (rate_limit > 0),
  constraint provider_channels_config_scope_check
    check (config_scope in ('personal', 'group', 'tenant')),
  constraint provider_channels_config_scope_owner_id_check
    check ((config_scope = 'personal') = (owner_id is not null)),
  constraint provider_channels_config_scope_group_id_check
    check ((config_scope = 'group') = (group_id is not null)),
  constraint provider_channels_models_check check (is_text_set(models)),
  constraint provider_channels_model_mapping_check check (is_text_map(model_mapping)),
  constraint provider_channels_status_failures_check check ((status = 3) = (failures > 0)),
  constraint provider_channels_status_retry_at_check
    check ((status = 3) = (retry_at is not null)),
  constraint provider_channels_probe_until_status_check
    check (probe_until is null or status = 3)
) with (fillfactor = 80);

-- serves: the channels of the whole tenant, for selection; their names are unique
create unique index provider_channels_tenant_id_name_key
  on provider_channels (tenant_id, name) where config_scope = 'tenant';

-- serves: the channels of a group, for selection and when the group goes; their names are unique
create unique index provider_channels_tenant_id_group_id_name_key
  on provider_channels (tenant_id, group_id, name) where config_scope = 'group';

-- serves: the channels of a user, for selection; their names are unique
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
  '1 enabled; 2 disabled; 3 error: failing, closed until retry_at and then tried once.';
comment on column provider_channels.quota is
  'How much may be used, in the unit of the host; -1 without limit.';
comment on column provider_channels.used_quota is 'How much was used, or is held for requests.';
comment on column provider_channels.rate_limit is 'Requests a minute; counted by the host.';
comment on column provider_channels.config_scope is
  'Who uses it: personal, its owner; group, its members; tenant, everybody in the tenant.';
comment on column provider_channels.owner_id is 'Owner of a personal channel.';
comment on column provider_channels.group_id is 'Group of a group''s channel.';
comment on column provider_channels.models is
  'The models that can be asked for, by the names that requests use; a JSON array of texts.';
comment on column provider_channels.model_mapping is
  'What the provider calls a model, where that differs; a JSON object of texts.';
comment on column provider_channels.failures is 'How often in a row it has failed; 0 unless error.';
comment on column provider_channels.retry_at is 'When a failing channel is tried again.';
comment on column provider_channels.probe_until is
  'Until when the request that tries it may report how it went.';
comment on column provider_channels.created_at is 'Time of creation.';
comment on column provider_channels.updated_at is
  'Time of the last change of its settings; kept by a trigger.';
