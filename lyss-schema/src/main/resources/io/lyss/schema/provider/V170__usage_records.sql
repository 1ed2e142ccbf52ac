-- Usage: the tokens and the cost of each request, partitioned by the month (in UTC) of recording. A
-- row is written in the transaction that settles the request's reservation.
--
-- It has no foreign keys: what was spent stays on record, whatever becomes of the token and the
-- channel.
create table usage_records (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  model varchar(200) not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount bigint not null,
  cost numeric(20, 8) not null,
  reservation_id uuid not null,
  recorded_at timestamptz not null default current_timestamp,
  constraint usage_records_tenant_id_id_recorded_at_pk primary key (tenant_id, id, recorded_at),
  constraint usage_records_prompt_tokens_check check (prompt_tokens >= 0),
  constraint usage_records_completion_tokens_check check (completion_tokens >= 0),
  constraint usage_records_amount_check check (amount >= 0),
  constraint usage_records_cost_check check (cost >= 0 and cost < 'infinity')
) partition by range (recorded_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table usage_records_default partition of usage_records default;

-- serves: a user's usage by day; the policy
create index idx_usage_records_user_recorded on usage_records (tenant_id, user_id, recorded_at);

-- serves: a tenant's usage by day
create index idx_usage_records_recorded on usage_records (tenant_id, recorded_at);

alter table usage_records enable row level security;
alter table usage_records force row level security;
alter table usage_records_default enable row level security;
alter table usage_records_default force row level security;

comment on table usage_records is 'What each request took, partitioned by month.';
comment on column usage_records.tenant_id is 'The tenant.';
comment on column usage_records.id is
  'Id, a UUID of version 7 that the application made; unique together with recorded_at.';
comment on column usage_records.user_id is 'The user who made the request.';
comment on column usage_records.token_id is 'The token that it came with; null for none.';
comment on column usage_records.channel_id is 'The channel that served it; it may be gone.';
comment on column usage_records.model is 'The model that was asked for.';
comment on column usage_records.prompt_tokens is 'Tokens in.';
comment on column usage_records.completion_tokens is 'Tokens out.';
comment on column usage_records.amount is
  'How much of the quota it took, also beyond what was left.';
comment on column usage_records.cost is 'Cost, in the currency of the host.';
comment on column usage_records.reservation_id is 'The reservation that it settled.';
comment on column usage_records.recorded_at is 'Time of recording; decides the partition.';
comment on table usage_records_default is
  'Usage of months that have no partition; should be empty.';
