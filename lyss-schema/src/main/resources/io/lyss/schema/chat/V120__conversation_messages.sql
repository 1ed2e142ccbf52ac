-- Messages, partitioned by the month (in UTC) in which they were written.
--
--   * Tenant and owner stand on the row, so that the policy compares columns with settings
--     instead of looking into conversations for each row. The foreign key keeps them true.
--   * Messages of one instant are kept in order by a sequence, counted in each conversation.
--   * It is partitioned from the first day, as a plain table cannot be given partitions later; so
--     the primary key has the time in it. create_monthly_partition makes the partitions.
--   * There is no index on created_at alone (the partition is the index).
--   * What one column refuses is a domain, for the reason that is told at conversations.
create domain conversation_messages_sequence as bigint
  constraint conversation_messages_sequence_check check (value > 0);

create domain conversation_messages_role as varchar(20)
  constraint conversation_messages_role_check check (value in ('user', 'assistant', 'system', 'tool'));

create domain conversation_messages_token_count as integer
  constraint conversation_messages_token_count_check check (value >= 0);

create domain conversation_messages_model_used as varchar(100)
  constraint conversation_messages_model_used_check check (not_blank(value));

create domain conversation_messages_response_time_ms as integer
  constraint conversation_messages_response_time_ms_check check (value >= 0);

create domain conversation_messages_tool_calls as jsonb
  constraint conversation_messages_tool_calls_check check (is_tool_calls(value));

create domain conversation_messages_tool_call_id as varchar(1024)
  constraint conversation_messages_tool_call_id_check check (not_blank(value));

create domain conversation_messages_finish_reason as varchar(100)
  constraint conversation_messages_finish_reason_check check (not_blank(value));

create domain conversation_messages_metadata as jsonb
  constraint conversation_messages_metadata_check check (jsonb_typeof(value) = 'object');

create table conversation_messages (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  sequence conversation_messages_sequence not null,
  role conversation_messages_role not null,
  content text not null,
  token_count conversation_messages_token_count not null default 0,
  model_used conversation_messages_model_used,
  response_time_ms conversation_messages_response_time_ms,
  tool_calls conversation_messages_tool_calls,
  tool_call_id conversation_messages_tool_call_id,
  finish_reason conversation_messages_finish_reason,
  metadata conversation_messages_metadata not null default '{}',
  imported_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  constraint conversation_messages_tenant_id_id_created_at_pk
    primary key (tenant_id, id, created_at),
  constraint conversation_messages_tenant_id_conversation_id_user_id_fk
    foreign key (tenant_id, conversation_id, user_id)
    references conversations (tenant_id, id, user_id) on delete cascade,
  -- a tool may have nothing to say, and a model that calls tools need not say anything
  constraint conversation_messages_content_role_tool_calls_check
    check (content <> '' or role = 'tool' or tool_calls is not null),
  constraint conversation_messages_role_tool_calls_check
    check (role = 'assistant' or tool_calls is null),
  constraint conversation_messages_role_tool_call_id_check
    check ((role = 'tool') = (tool_call_id is not null)),
  constraint conversation_messages_role_finish_reason_check
    check (role = 'assistant' or finish_reason is null)
) partition by range (created_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table conversation_messages_default partition of conversation_messages default;

-- serves: the pages of a conversation, in both directions; the cascade from conversations. It
-- is not unique: over several partitions it could be only with the time in it, which would say
-- nothing. The lock in append_messages, the only way in, keeps a sequence from occurring twice.
create index idx_conversation_messages_conversation_sequence
  on conversation_messages (tenant_id, conversation_id, sequence);

-- serves: search_messages. The owner comes first, so that a search reads the entries of one owner,
-- however many messages others have. The tenant is compared with the rows that are found, as a user's
-- id is hardly ever that of another tenant's user. Were it in the index, each search would go through
-- the list of all that the tenant ever wrote: that took two to three times as long.
--
-- Without "fastupdate": new entries would wait in a list that each search reads through.
create index idx_conversation_messages_search
  on conversation_messages using gin (user_id, search_vector(content))
  with (fastupdate = off);

alter table conversation_messages enable row level security;
alter table conversation_messages force row level security;
alter table conversation_messages_default enable row level security;
alter table conversation_messages_default force row level security;

comment on table conversation_messages is 'Messages of conversations, partitioned by month.';
comment on column conversation_messages.tenant_id is 'The tenant.';
comment on column conversation_messages.id is
  'Id, a UUID of version 7 that the application made; unique together with created_at.';
comment on column conversation_messages.conversation_id is 'The conversation.';
comment on column conversation_messages.user_id is
  'The owner of the conversation, whoever speaks.';
comment on column conversation_messages.sequence is
  'Place in the conversation, from 1 without gaps; times go the same way.';
comment on column conversation_messages.role is 'Who speaks: user, assistant, system or tool.';
comment on column conversation_messages.content is
  'What is said; empty only from a tool, or beside tool calls. The first 131,072 characters can be searched.';
comment on column conversation_messages.token_count is
  'How many tokens it took, as the application counts them; 0 where it has not.';
comment on column conversation_messages.model_used is
  'The model that answered; null where it is none''s, or not known.';
comment on column conversation_messages.response_time_ms is
  'How long the answer took, in milliseconds; null where it is not known.';
comment on column conversation_messages.tool_calls is
  'The tools that the model calls, a JSON array; null for none.';
comment on column conversation_messages.tool_call_id is
  'The id of the call that a tool''s message answers, of up to 1,024 characters, as gateways make ids of several hundred; null for other messages.';
comment on column conversation_messages.finish_reason is
  'Why the model ended there, as its provider says: stop, length, or that it was interrupted; null where it is not known.';
comment on column conversation_messages.metadata is
  'What the application keeps with it, a JSON object: citations, parts, references to attachments.';
comment on column conversation_messages.imported_at is
  'When it was brought over from where it was written; null for what was written here.';
comment on column conversation_messages.created_at is 'Time of writing; decides the partition.';
comment on table conversation_messages_default is
  'Messages of months that have no partition; should be empty.';
