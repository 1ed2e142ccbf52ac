-- Usage: the tokens and the cost of each request, also of one that failed, partitioned by the month
-- (in UTC) of the request. A row is written in the transaction that settles the request's
-- reservation, or in a batch of requests without reservations.
--
-- An id is counted once, however often and however late it is told: the time of a row is the time in
-- its id, so the same id always comes to the same month, where the primary key refuses it.
--
-- Rows are never changed; usage_adjustments corrects them. There are no foreign keys: what was spent
-- stays on record, whatever becomes of the token and the channel.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain usage_records_model as varchar(200)
  constraint usage_records_model_check check (not_blank(value));

create domain usage_records_outcome as varchar(20)
  constraint usage_records_outcome_check check (value in ('ok', 'failed', 'cancelled'));

create domain usage_records_counts as jsonb
  constraint usage_records_counts_check check (is_token_counts(value));

create domain usage_records_prompt_tokens as bigint
  constraint usage_records_prompt_tokens_check check (value between 0 and 1000000000000);

create domain usage_records_completion_tokens as bigint
  constraint usage_records_completion_tokens_check check (value between 0 and 1000000000000);

create domain usage_records_amount as bigint
  constraint usage_records_amount_check check (value between 0 and 1000000000000);

create domain usage_records_currency as char(3)
  constraint usage_records_currency_check check (value ~ '^[A-Z]{3}$');

create domain usage_records_cost as numeric
  constraint usage_records_cost_check check (value >= 0 and value < 1e12 and scale(value) <= 14);

create domain usage_records_time_to_first_token_ms as integer
  constraint usage_records_time_to_first_token_ms_check check (value >= 0);

create domain usage_records_duration_ms as integer
  constraint usage_records_duration_ms_check check (value >= 0);

create domain usage_records_tags as jsonb
  constraint usage_records_tags_check check (is_text_map(value));

create table usage_records (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  group_id uuid,
  conversation_id uuid,
  provider_type varchar(50),
  model usage_records_model not null,
  outcome usage_records_outcome not null default 'ok',
  counts usage_records_counts not null default '{}',
  prompt_tokens usage_records_prompt_tokens not null,
  completion_tokens usage_records_completion_tokens not null,
  amount usage_records_amount not null,
  price_id uuid,
  currency usage_records_currency,
  cost usage_records_cost,
  time_to_first_token_ms usage_records_time_to_first_token_ms,
  duration_ms usage_records_duration_ms,
  tags usage_records_tags not null default '{}',
  reservation_id uuid,
  recorded_at timestamptz not null,
  stamp bigint not null default usage_stamp(),
  constraint usage_records_tenant_id_id_recorded_at_pk primary key (tenant_id, id, recorded_at),
  constraint usage_records_recorded_at_id_check
    check (recorded_at is not distinct from uuid_time(id)),
  -- budgets and sums are of a currency
  constraint usage_records_currency_cost_check check (currency is not null or cost = 0)
) partition by range (recorded_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table usage_records_default partition of usage_records default;

-- serves: a user's requests by time; the policy
create index idx_usage_records_user_recorded on usage_records (tenant_id, user_id, recorded_at);

-- serves: what is not rolled up yet
create index idx_usage_records_stamp on usage_records (stamp, tenant_id);

-- serves: requests without a price
create index idx_usage_records_unpriced on usage_records (tenant_id, id) where cost is null;

alter table usage_records enable row level security;
alter table usage_records force row level security;
alter table usage_records_default enable row level security;
alter table usage_records_default force row level security;

comment on table usage_records is 'What each request took, partitioned by month.';
comment on column usage_records.tenant_id is 'The tenant.';
comment on column usage_records.id is
  'Id, a UUID of version 7 that the application made, once a request.';
comment on column usage_records.user_id is 'The user who made the request.';
comment on column usage_records.token_id is 'The token that it came with; null for none.';
comment on column usage_records.channel_id is 'The channel that served it; it may be gone.';
comment on column usage_records.group_id is 'The group that it was made for; null for none.';
comment on column usage_records.conversation_id is
  'The conversation that it belongs to; null for none.';
comment on column usage_records.provider_type is
  'The kind of provider of the channel then; null where the channel was gone.';
comment on column usage_records.model is 'The model that was asked for.';
comment on column usage_records.outcome is 'ok, failed or cancelled.';
comment on column usage_records.counts is
  'Tokens by kind, each counted once: input, input.cached, output, output.reasoning and so on.';
comment on column usage_records.prompt_tokens is 'Tokens in, of all kinds.';
comment on column usage_records.completion_tokens is 'Tokens out, of all kinds.';
comment on column usage_records.amount is
  'How much of the quota it took, also beyond what was left.';
comment on column usage_records.price_id is
  'The price that the cost was computed with; null where the caller told the cost, or there was no price.';
comment on column usage_records.currency is
  'Currency of the cost, as ISO 4217 has it; null where the caller named none.';
comment on column usage_records.cost is
  'Cost as of recording; null without a price. usage_adjustments has what was added later.';
comment on column usage_records.time_to_first_token_ms is
  'Milliseconds until the answer began; null where nobody told.';
comment on column usage_records.duration_ms is
  'Milliseconds until the answer was complete; null where nobody told.';
comment on column usage_records.tags is 'What the host wants to find it by: names and texts.';
comment on column usage_records.reservation_id is
  'The reservation that it settled; null for none.';
comment on column usage_records.recorded_at is
  'Time of the request: the time in its id; decides the partition.';
comment on column usage_records.stamp is
  'The transaction that wrote it, by which a refresh knows what is new.';
comment on table usage_records_default is
  'Usage of months that have no partition; should be empty.';
