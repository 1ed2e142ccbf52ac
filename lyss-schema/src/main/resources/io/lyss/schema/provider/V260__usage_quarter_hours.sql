-- Usage by the quarter of an hour, from which hours, days and months of any time zone are made. It
-- outlives the rows that it was made of.
create table usage_quarter_hours (
  tenant_id uuid not null,
  quarter_hour timestamptz not null,
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
create unique index idx_usage_quarter_hours on usage_quarter_hours
  (tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency)
  nulls not distinct;

-- serves: a user's usage by time
create index idx_usage_quarter_hours_user on usage_quarter_hours (tenant_id, user_id, quarter_hour);

alter table usage_quarter_hours enable row level security;
alter table usage_quarter_hours force row level security;

comment on table usage_quarter_hours is 'Usage by the quarter of an hour and all that it can be told apart by.';
comment on column usage_quarter_hours.tenant_id is 'The tenant.';
comment on column usage_quarter_hours.quarter_hour is 'Its beginning.';
comment on column usage_quarter_hours.user_id is 'The user.';
comment on column usage_quarter_hours.token_id is 'The token; null for none.';
comment on column usage_quarter_hours.channel_id is 'The channel.';
comment on column usage_quarter_hours.group_id is 'The group; null for none.';
comment on column usage_quarter_hours.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_quarter_hours.model is 'The model.';
comment on column usage_quarter_hours.outcome is 'ok, failed or cancelled.';
comment on column usage_quarter_hours.currency is 'Currency of the cost; null for none.';
comment on column usage_quarter_hours.requests is 'How many requests.';
comment on column usage_quarter_hours.unpriced is 'How many of them have no price.';
comment on column usage_quarter_hours.prompt_tokens is 'Tokens in.';
comment on column usage_quarter_hours.completion_tokens is 'Tokens out.';
comment on column usage_quarter_hours.amount is 'How much of quotas they took.';
comment on column usage_quarter_hours.cost is 'Cost, adjustments included.';
comment on column usage_quarter_hours.timed is 'How many of them have a duration.';
comment on column usage_quarter_hours.duration_ms is 'Their durations together.';
comment on column usage_quarter_hours.streamed is 'How many of them have a time to the first token.';
comment on column usage_quarter_hours.time_to_first_token_ms is 'These times together.';
