-- Usage: the tokens and the cost of each request, partitioned by the month (in UTC) of recording.
--
--   * Partitions are months, made ahead of time, and a default one; the partition of a year would
--     overlap its months.
--   * Users and providers with usage cannot be deleted: that would erase what was spent.
--   * cost has room for more than 9,999.999999; tokens and cost are never negative.
--   * The three indexes have their columns in the order in which queries read.
create table usage_statistics (
  id bigint generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  conversation_id bigint,
  tokens_used integer not null default 0,
  cost numeric(20, 8) not null default 0,
  recorded_at timestamptz not null default current_timestamp,
  constraint usage_statistics_id_recorded_at_pk primary key (id, recorded_at),
  constraint usage_statistics_user_id_fk foreign key (user_id) references users (id)
    on delete restrict,
  constraint usage_statistics_provider_id_fk foreign key (provider_id)
    references provider_configs (id) on delete restrict,
  -- A deleted conversation leaves its usage behind; only the reference goes.
  constraint usage_statistics_conversation_id_user_id_fk foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete set null (conversation_id),
  constraint usage_statistics_tokens_used_check check (tokens_used >= 0),
  constraint usage_statistics_cost_check check (cost >= 0 and cost < 'infinity')
) partition by range (recorded_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table usage_statistics_default partition of usage_statistics default;

-- serves: one's own usage by day; the policy
create index idx_usage_statistics_user_recorded on usage_statistics (user_id, recorded_at);

-- serves: a provider's usage by day, provider_usage_summary; the foreign key
create index idx_usage_statistics_provider_recorded
  on usage_statistics (provider_id, recorded_at);

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
comment on column usage_statistics.cost is 'Cost, in the currency of the organisation.';
comment on column usage_statistics.recorded_at is 'Time of recording; decides the partition.';
comment on table usage_statistics_default is
  'Usage of months that have no partition; should be empty.';
