-- The same as usage_quarter_hours by whole days, of which a long time is read faster.
create table usage_days (
  tenant_id uuid not null,
  day date not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  group_id uuid,
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
create unique index idx_usage_days on usage_days
  (tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency)
  nulls not distinct;

-- serves: a user's usage by time
create index idx_usage_days_user on usage_days (tenant_id, user_id, day);

alter table usage_days enable row level security;
alter table usage_days force row level security;

comment on table usage_days is 'Usage by day, in UTC, and all that it can be told apart by.';
comment on column usage_days.tenant_id is 'The tenant.';
comment on column usage_days.day is 'The day, in UTC.';
comment on column usage_days.user_id is 'The user.';
comment on column usage_days.token_id is 'The token; null for none.';
comment on column usage_days.channel_id is 'The channel.';
comment on column usage_days.group_id is 'The group; null for none.';
comment on column usage_days.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_days.model is 'The model.';
comment on column usage_days.outcome is 'ok, failed or cancelled.';
comment on column usage_days.currency is 'Currency of the cost; null for none.';
comment on column usage_days.requests is 'How many requests.';
comment on column usage_days.unpriced is 'How many of them have no price.';
comment on column usage_days.prompt_tokens is 'Tokens in.';
comment on column usage_days.completion_tokens is 'Tokens out.';
comment on column usage_days.amount is 'How much of quotas they took.';
comment on column usage_days.cost is 'Cost, adjustments included.';
comment on column usage_days.timed is 'How many of them have a duration.';
comment on column usage_days.duration_ms is 'Their durations together.';
comment on column usage_days.streamed is 'How many of them have a time to the first token.';
comment on column usage_days.time_to_first_token_ms is 'These times together.';
