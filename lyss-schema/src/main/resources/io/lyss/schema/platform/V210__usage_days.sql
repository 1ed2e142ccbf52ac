-- The same as usage_quarter_hours by whole days, of which a long time is read faster.
create table usage_days (
  day date not null,
  user_id integer not null,
  provider_id integer not null,
  model varchar(200),
  outcome varchar(20) not null,
  currency char(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);

-- keeps each combination in one row, which a refresh adds to; serves: usage by what it begins with
create unique index idx_usage_days on usage_days
  (day, user_id, provider_id, model, outcome, currency)
  nulls not distinct;

-- serves: a user's usage by time; the policy
create index idx_usage_days_user on usage_days (user_id, day);

alter table usage_days enable row level security;
alter table usage_days force row level security;

comment on table usage_days is 'Usage by day, in UTC, and all that it can be told apart by.';
comment on column usage_days.day is 'The day, in UTC.';
comment on column usage_days.user_id is 'The user.';
comment on column usage_days.provider_id is 'The provider.';
comment on column usage_days.model is 'The model; null where nobody told.';
comment on column usage_days.outcome is 'ok, failed or cancelled.';
comment on column usage_days.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_days.requests is 'How many requests.';
comment on column usage_days.unpriced is 'How many of them have no price.';
comment on column usage_days.tokens is 'Tokens, in and out together.';
comment on column usage_days.cost is 'Cost, adjustments included.';
comment on column usage_days.timed is 'How many of them have a duration.';
comment on column usage_days.duration_ms is 'Their durations together.';
comment on column usage_days.streamed is 'How many of them have a time to the first token.';
comment on column usage_days.time_to_first_token_ms is 'These times together.';
