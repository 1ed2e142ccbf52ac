-- Usage by the quarter of an hour, from which hours, days and months of any time zone are made. It
-- outlives the rows that it was made of.
create table usage_quarter_hours (
  quarter_hour timestamptz not null,
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
create unique index idx_usage_quarter_hours on usage_quarter_hours
  (quarter_hour, user_id, provider_id, model, outcome, currency)
  nulls not distinct;

-- serves: a user's usage by time; the policy
create index idx_usage_quarter_hours_user on usage_quarter_hours (user_id, quarter_hour);

alter table usage_quarter_hours enable row level security;
alter table usage_quarter_hours force row level security;

comment on table usage_quarter_hours is 'Usage by the quarter of an hour and all that it can be told apart by.';
comment on column usage_quarter_hours.quarter_hour is 'Its beginning.';
comment on column usage_quarter_hours.user_id is 'The user.';
comment on column usage_quarter_hours.provider_id is 'The provider.';
comment on column usage_quarter_hours.model is 'The model; null where nobody told.';
comment on column usage_quarter_hours.outcome is 'ok, failed or cancelled.';
comment on column usage_quarter_hours.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_quarter_hours.requests is 'How many requests.';
comment on column usage_quarter_hours.unpriced is 'How many of them have no price.';
comment on column usage_quarter_hours.tokens is 'Tokens, in and out together.';
comment on column usage_quarter_hours.cost is 'Cost, adjustments included.';
comment on column usage_quarter_hours.timed is 'How many of them have a duration.';
comment on column usage_quarter_hours.duration_ms is 'Their durations together.';
comment on column usage_quarter_hours.streamed is 'How many of them have a time to the first token.';
comment on column usage_quarter_hours.time_to_first_token_ms is 'These times together.';
