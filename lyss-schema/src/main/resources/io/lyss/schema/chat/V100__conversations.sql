-- Conversations, each of one user with a model.
--
--   * tenant_id leads every key, and what belongs to a conversation points at it together with
--     its owner, so that no row can belong to somebody else's conversation.
--   * message_count is also the sequence of the last message, as messages are never taken out of
--     a conversation one by one; so there is no second counter to agree with it.
--   * last_active_at orders the list, and bounds the months in which messages can be.
--   * active_hour is its index: it changes once an hour at the most, and not with each message, so
--     an append changes no index at all, and its row stays in its page. Within an hour rows are sorted.
--   * The ids of tool calls that wait for their answer stand here, so that an answer is checked
--     against one row, which is locked anyway, and not against all that was ever said.
--   * A fork shares the messages before its own with others: shared_segments says where they stand.
--   * What was deleted for good while forks share some of it is "purged": nobody sees it.
--   * One that expires is not there for its owner from that time on, and purged soon after.
--   * deleted_at says since when, which the purge needs; there is no index on status alone.
--   * What one column refuses is a domain: PostgreSQL reads, plans and compiles each check of a table
--     anew for each statement that writes, whatever it writes, and each message is one that does. A domain's check
--     is prepared once in a session, and run where its column is written. Checks between columns stay with the
--     table, and those of arrays, as jOOQ takes a domain over an array for a type that it does not know.
create domain conversations_title as varchar(200)
  constraint conversations_title_check check (not_blank(value));

create domain conversations_model_name as varchar(100)
  constraint conversations_model_name_check check (is_trimmed(value));

create domain conversations_system_prompt as text
  constraint conversations_system_prompt_check check (not_blank(value));

-- refuses NaN too, which PostgreSQL sorts above all numbers
create domain conversations_temperature as double precision
  constraint conversations_temperature_check check (value between 0 and 2);

create domain conversations_max_tokens as integer
  constraint conversations_max_tokens_check check (value > 0);

create domain conversations_status as varchar(20)
  constraint conversations_status_check check (value in ('active', 'archived', 'deleted', 'purged'));

create domain conversations_token_usage as bigint
  constraint conversations_token_usage_check check (value >= 0);

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  title conversations_title not null,
  model_name conversations_model_name,
  provider_channel_id uuid,
  system_prompt conversations_system_prompt,
  temperature conversations_temperature not null default 0.7,
  max_tokens conversations_max_tokens not null default 4000,
  status conversations_status not null default 'active',
  message_count bigint not null default 0,
  token_usage conversations_token_usage not null default 0,
  open_tool_calls text[] not null default '{}',
  recalled bigint[] not null default '{}',
  forked_from uuid,
  shared_count bigint not null default 0,
  greatest_message_id uuid not null default '00000000-0000-0000-0000-000000000000',
  last_active_at timestamptz not null default current_timestamp,
  active_hour timestamptz not null generated always as (
    date_bin('1 hour', last_active_at, '2000-01-01 00:00:00+00')) stored,
  expires_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint conversations_tenant_id_id_pk primary key (tenant_id, id),
  -- what messages and summaries point at: a conversation together with its owner
  constraint conversations_tenant_id_id_user_id_key unique (tenant_id, id, user_id),
  constraint conversations_shared_count_message_count_check
    check (shared_count between 0 and message_count),
  constraint conversations_shared_count_forked_from_check
    check (shared_count = 0 or forked_from is not null),
  -- a model that goes on calling and is never answered must not make the row grow without end
  constraint conversations_open_tool_calls_check check (cardinality(open_tool_calls) <= 1000),
  constraint conversations_recalled_check check (cardinality(recalled) <= 1000),
  constraint conversations_last_active_at_created_at_check check (last_active_at >= created_at),
  constraint conversations_status_deleted_at_check
    check ((status = 'deleted') = (deleted_at is not null))
) with (fillfactor = 80);

-- serves: a user's conversations of a status, the one active last first, page by page; erase_user
create index idx_conversations_user_status_active_hour
  on conversations (tenant_id, user_id, status, active_hour);

-- serves: search_messages, which looks no further back than a user's first conversation
create index idx_conversations_user_created on conversations (tenant_id, user_id, created_at);

-- serves: search_conversations. Why the owner comes first, and no tenant, is said at the index of
-- the messages.
create index idx_conversations_search
  on conversations using gin (user_id, search_vector(title)) with (fastupdate = off);

-- serves: purge_conversations, which takes those first that were deleted first
create index idx_conversations_deleted_at on conversations (deleted_at)
  where deleted_at is not null;

-- serves: purge_conversations, for what has expired
create index idx_conversations_expires_at on conversations (expires_at)
  where expires_at is not null;

-- serves: search_messages, which leaves out what has expired and is not purged yet
create index idx_conversations_user_expires_at on conversations (tenant_id, user_id, expires_at)
  where expires_at is not null;

alter table conversations enable row level security;
alter table conversations force row level security;

comment on table conversations is 'Conversations, each of one user with a model.';
comment on column conversations.tenant_id is 'The tenant.';
comment on column conversations.id is 'Id, a UUID of version 7 that the application made.';
comment on column conversations.user_id is 'The owner: nobody else sees it.';
comment on column conversations.title is 'Title; not blank.';
comment on column conversations.model_name is 'The model to ask; null where the host chooses.';
comment on column conversations.provider_channel_id is
  'The channel of the provider service to ask through; null where the host chooses.';
comment on column conversations.system_prompt is 'What the model is told first; null for nothing.';
comment on column conversations.temperature is 'Sampling temperature, 0 to 2.';
comment on column conversations.max_tokens is 'How many tokens an answer may have.';
comment on column conversations.status is
  'active; archived: nothing is appended; deleted: the same, and purged after a while; purged: only there as forks share some of it.';
comment on column conversations.message_count is
  'How many messages it has: the sequence of the last one.';
comment on column conversations.token_usage is
  'The tokens of all its messages, those that it shares included.';
comment on column conversations.open_tool_calls is
  'Ids of the tool calls that were made and not answered yet.';
comment on column conversations.recalled is
  'The sequences of the messages that a memory of the host''s has chosen for the model; empty without one.';
comment on column conversations.forked_from is
  'The conversation that it was forked from, which may be gone; null where it was not forked.';
comment on column conversations.shared_count is
  'How many of its messages it shares with others: the sequence of the last one that is not its own.';
comment on column conversations.greatest_message_id is
  'The greatest id of its messages: one with a greater id is new, so append_messages need not look for it.';
comment on column conversations.last_active_at is
  'Time of the last message; of creation where there is none.';
comment on column conversations.active_hour is
  'The hour (in UTC) of last_active_at, by which an index finds those active last; generated.';
comment on column conversations.expires_at is
  'From that time on it is not there for its owner, and it is purged; null for no such time.';
comment on column conversations.deleted_at is 'Since when it is deleted; null where it is not.';
comment on column conversations.created_at is 'Time of creation.';
comment on column conversations.updated_at is
  'Time of the last change of title, settings or status; kept by a trigger.';
