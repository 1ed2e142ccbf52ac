-- The same as usage_days of all users together, for dashboards of administrators.
create table usage_totals (
  day date not null,
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
create unique index idx_usage_totals on usage_totals
  (day, provider_id, model, outcome, currency)
  nulls not distinct;

alter table usage_totals enable row level security;
alter table usage_totals force row level security;

comment on table usage_totals is 'Usage by day, in UTC, without its users.';
comment on column usage_totals.day is 'The day, in UTC.';
comment on column usage_totals.provider_id is 'The provider.';
comment on column usage_totals.model is 'The model; null where nobody told.';
comment on column usage_totals.outcome is 'ok, failed or cancelled.';
comment on column usage_totals.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_totals.requests is 'How many requests.';
comment on column usage_totals.unpriced is 'How many of them have no price.';
comment on column usage_totals.tokens is 'Tokens, in and out together.';
comment on column usage_totals.cost is 'Cost, adjustments included.';
comment on column usage_totals.timed is 'How many of them have a duration.';
comment on column usage_totals.duration_ms is 'Their durations together.';
comment on column usage_totals.streamed is 'How many of them have a time to the first token.';
comment on column usage_totals.time_to_first_token_ms is 'These times together.';
