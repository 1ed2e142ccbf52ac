-- Usage: the tokens and the cost of each request, also of one that failed, partitioned by the month
-- (in UTC) of recording.
--
--   * A request id is counted once, however often and however late it is told: the time of its row is
--     the time in it, so the same id always comes to the same month, where a unique index refuses it.
--   * Rows are never changed; usage_adjustments corrects them. Only the conversation may go.
--   * Partitions are months, made ahead of time, and a default one; the partition of a year would
--     overlap its months.
--   * Users and providers with usage cannot be deleted: that would erase what was spent.
--   * cost has room for more than 9,999.999999; tokens and cost are never negative.
--   * The three indexes have their columns in the order in which queries read.
--   * What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain usage_statistics_tokens_used as integer
  constraint usage_statistics_tokens_used_check check (value >= 0);

create domain usage_statistics_cost as numeric(20, 8)
  constraint usage_statistics_cost_check check (value >= 0 and value < 'infinity');

create domain usage_statistics_model as varchar(200)
  constraint usage_statistics_model_check check (not_blank(value));

create domain usage_statistics_outcome as varchar(20)
  constraint usage_statistics_outcome_check check (value in ('ok', 'failed', 'cancelled'));

create domain usage_statistics_counts as jsonb
  constraint usage_statistics_counts_check check (is_token_counts(value));

create domain usage_statistics_currency as char(3)
  constraint usage_statistics_currency_check check (value ~ '^[A-Z]{3}$');

create domain usage_statistics_time_to_first_token_ms as integer
  constraint usage_statistics_time_to_first_token_ms_check check (value >= 0);

create domain usage_statistics_duration_ms as integer
  constraint usage_statistics_duration_ms_check check (value >= 0);

create domain usage_statistics_tags as jsonb
  constraint usage_statistics_tags_check check (
    jsonb_typeof(value) = 'object'
    and not jsonb_path_exists(value, 'strict $.* ? (@.type() != "string" || @ == "")')
  );

create table usage_statistics (
  id bigint generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  conversation_id bigint,
  tokens_used usage_statistics_tokens_used not null default 0,
  cost usage_statistics_cost,
  recorded_at timestamptz not null default current_timestamp,
  request_id uuid,
  model usage_statistics_model,
  outcome usage_statistics_outcome not null default 'ok',
  counts usage_statistics_counts not null default '{}',
  price_id uuid,
  currency usage_statistics_currency,
  time_to_first_token_ms usage_statistics_time_to_first_token_ms,
  duration_ms usage_statistics_duration_ms,
  tags usage_statistics_tags not null default '{}',
  stamp bigint not null default usage_stamp(),
  constraint usage_statistics_id_recorded_at_pk primary key (id, recorded_at),
  constraint usage_statistics_user_id_fk foreign key (user_id) references users (id)
    on delete restrict,
  constraint usage_statistics_provider_id_fk foreign key (provider_id)
    references provider_configs (id) on delete restrict,
  -- A deleted conversation leaves its usage behind; only the reference goes.
  constraint usage_statistics_conversation_id_user_id_fk foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete set null (conversation_id),
  constraint usage_statistics_request_id_recorded_at_check
    check (request_id is null or recorded_at is not distinct from uuid_time(request_id))
) partition by range (recorded_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table usage_statistics_default partition of usage_statistics default;

-- serves: one's own usage by day; the policy
create index idx_usage_statistics_user_recorded on usage_statistics (user_id, recorded_at);

-- serves: a provider's usage by day, provider_usage_summary; the foreign key
create index idx_usage_statistics_provider_recorded
  on usage_statistics (provider_id, recorded_at);

-- keeps the request ids of each user unique, so that a request counts once
create unique index idx_usage_statistics_request
  on usage_statistics (request_id, user_id, recorded_at);

-- serves: what is not rolled up yet
create index idx_usage_statistics_stamp on usage_statistics (stamp);

-- serves: requests without a price
create index idx_usage_statistics_unpriced on usage_statistics (id) where cost is null;

-- serves: the foreign key, when a conversation is deleted
create index idx_usage_statistics_conversation_id on usage_statistics (conversation_id)
  where conversation_id is not null;

alter table usage_statistics enable row level security;
alter table usage_statistics force row level security;
alter table usage_statistics_default enable row level security;
alter table usage_statistics_default force row level security;

comment on table usage_statistics is 'What each request took, partitioned by month.';
comment on column usage_statistics.id is 'Id of the row; unique together with recorded_at.';
comment on column usage_statistics.user_id is 'The user who made the request.';
comment on column usage_statistics.provider_id is 'The provider that served it.';
comment on column usage_statistics.conversation_id is
  'The conversation it belongs to; null for none, or once that is deleted.';
comment on column usage_statistics.tokens_used is 'Tokens, in and out together.';
comment on column usage_statistics.cost is
  'Cost as of recording; null without a price. usage_adjustments has what was added later.';
comment on column usage_statistics.recorded_at is
  'Time of the request, which is the time in its request id; decides the partition.';
comment on column usage_statistics.request_id is
  'Id of the request, a UUID of version 7 that the application made; null where it has none.';
comment on column usage_statistics.model is 'The model; null where nobody told.';
comment on column usage_statistics.outcome is 'ok, failed or cancelled.';
comment on column usage_statistics.counts is
  'Tokens by kind, each counted once: input, input.cached, output, output.reasoning and so on.';
comment on column usage_statistics.price_id is
  'The price that the cost was computed with; null where the caller told the cost, or there was no price.';
comment on column usage_statistics.currency is
  'Currency of the cost, as ISO 4217 has it; null for that of the organisation.';
comment on column usage_statistics.time_to_first_token_ms is
  'Milliseconds until the answer began; null where nobody told.';
comment on column usage_statistics.duration_ms is
  'Milliseconds until the answer was complete; null where nobody told.';
comment on column usage_statistics.tags is
  'What the host wants to find it by: names and texts.';
comment on column usage_statistics.stamp is
  'The transaction that wrote it, by which a refresh knows what is new.';
comment on table usage_statistics_default is
  'Usage of months that have no partition; should be empty.';
