-- The same as usage_totals by the days of the tenant's time zone, where these are no days in UTC.
create table usage_local_totals (
  tenant_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  channel_id uuid not null,
  provider_type varchar(50),
  model varchar(200) not null,
  outcome varchar(20) not null,
  currency char(3),
  requests bigint not null,
  unpriced bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount numeric not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);

-- keeps each combination in one row, which a refresh adds to; serves: a tenant's usage by time
create unique index idx_usage_local_totals on usage_local_totals
  (tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency)
  nulls not distinct;

alter table usage_local_totals enable row level security;
alter table usage_local_totals force row level security;

-- a nullable column is in its one key: logical replication tells a row by all of it
alter table usage_local_totals replica identity full;

comment on table usage_local_totals is
  'Usage of a tenant by day, in its time zone, without its users, tokens and groups; of the days in usage_local_days.';
comment on column usage_local_totals.tenant_id is 'The tenant.';
comment on column usage_local_totals.starts_at is 'Where the day begins.';
comment on column usage_local_totals.ends_at is 'Where the next one begins.';
comment on column usage_local_totals.channel_id is 'The channel.';
comment on column usage_local_totals.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_local_totals.model is 'The model.';
comment on column usage_local_totals.outcome is 'ok, failed or cancelled.';
comment on column usage_local_totals.currency is 'Currency of the cost; null for none.';
comment on column usage_local_totals.requests is 'How many requests.';
comment on column usage_local_totals.unpriced is 'How many of them have no price.';
comment on column usage_local_totals.prompt_tokens is 'Tokens in.';
comment on column usage_local_totals.completion_tokens is 'Tokens out.';
comment on column usage_local_totals.amount is 'How much of quotas they took.';
comment on column usage_local_totals.cost is 'Cost, adjustments included.';
comment on column usage_local_totals.timed is 'How many of them have a duration.';
comment on column usage_local_totals.duration_ms is 'Their durations together.';
comment on column usage_local_totals.streamed is 'How many of them have a time to the first token.';
comment on column usage_local_totals.time_to_first_token_ms is 'These times together.';
