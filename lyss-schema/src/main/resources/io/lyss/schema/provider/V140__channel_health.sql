-- How each channel fares, and each model through it. A row is written when something fails, is tried
-- or recovers; what never failed has none.
--
--   * The model '' stands for the whole channel: its key is refused, its account is blocked. One
--     model's failure closes the channel for that model alone.
--   * epoch counts the changes of a row. A request carries the epochs that it was chosen with, and
--     its report counts only if nothing has changed since: no clock decides which came first.
--   * A row stays when it recovers: without its epoch a late report would pass for a new one.
--   * It is a table of its own, as a report would else check all constraints of the channel again.
--
-- config_scope, owner_id and group_id are the channel's, and never change: the policy compares them.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain channel_health_failures as integer
  constraint channel_health_failures_check check (value >= 0);

create table channel_health (
  tenant_id uuid not null,
  channel_id uuid not null,
  model varchar(200) not null,
  config_scope varchar(20) not null,
  owner_id uuid,
  group_id uuid,
  failures channel_health_failures not null default 0,
  retry_at timestamptz,
  probe_until timestamptz,
  epoch bigint not null default 0,
  constraint channel_health_tenant_id_channel_id_model_pk
    primary key (tenant_id, channel_id, model),
  constraint channel_health_tenant_id_channel_id_fk foreign key (tenant_id, channel_id)
    references provider_channels (tenant_id, id) on delete cascade,
  constraint channel_health_failures_retry_at_check
    check ((failures > 0) = (retry_at is not null)),
  constraint channel_health_probe_until_failures_check
    check (probe_until is null or failures > 0)
) with (fillfactor = 80);

-- serves: select_channel, which passes over what is closed for a model
create index idx_channel_health_failing on channel_health (tenant_id, model, channel_id)
  where failures > 0;

alter table channel_health enable row level security;
alter table channel_health force row level security;

comment on table channel_health is 'Failures of channels, and of single models through them.';
comment on column channel_health.tenant_id is 'The tenant.';
comment on column channel_health.channel_id is 'The channel.';
comment on column channel_health.model is
  'The model, by the name that requests use; empty for the whole channel.';
comment on column channel_health.config_scope is 'The channel''s, for the policy.';
comment on column channel_health.owner_id is 'The channel''s, for the policy.';
comment on column channel_health.group_id is 'The channel''s, for the policy.';
comment on column channel_health.failures is 'How often in a row it has failed; 0 once it works.';
comment on column channel_health.retry_at is 'When it is tried again; null while it works.';
comment on column channel_health.probe_until is
  'Until when the request that tries it has the trial to itself; null while none does.';
comment on column channel_health.epoch is
  'How often it has failed, was tried, recovered or was reset.';
