-- Messages, partitioned by the month (in UTC) in which they were written.
--
--   * It is partitioned from the first day, as a plain table cannot be given partitions later; so
--     the primary key has the time in it. create_monthly_partition makes the partitions.
--   * Messages are kept in order by a sequence, counted in each conversation: their times are those
--     of transactions, and several have the same.
--   * The owner stands on the row, so that the policy compares a column with a setting instead of
--     looking into conversations for each row. The foreign key keeps it true.
--   * There is no index on role (three values) or on created_at alone (the partition is the
--     index).
--   * What one column refuses is a domain, for the reason that is told at conversations.
create domain messages_sequence as bigint
  constraint messages_sequence_check check (value > 0);

create domain messages_role as varchar(20)
  constraint messages_role_check check (value in ('user', 'assistant', 'system'));

create domain messages_metadata as jsonb
  constraint messages_metadata_check check (jsonb_typeof(value) = 'object');

create table messages (
  id bigint generated always as identity,
  conversation_id bigint not null,
  user_id integer not null,
  sequence messages_sequence not null,
  idempotency_key uuid not null,
  role messages_role not null,
  content text not null,
  metadata messages_metadata not null default '{}',
  imported_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  constraint messages_id_created_at_pk primary key (id, created_at),
  constraint messages_conversation_id_user_id_fk foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete cascade
) partition by range (created_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table messages_default partition of messages default;

-- serves: the pages of a conversation, in both directions; the cascade from conversations. It is
-- not unique: over several partitions it could be only with the time in it, which would say nothing.
-- The lock in append_messages, the only way in, keeps a sequence from occurring twice. There is no
-- index on the owner and the time beside it: the planner would take that for a page at times, and
-- read most of what the owner ever wrote.
create index idx_messages_conversation_sequence on messages (conversation_id, sequence);

-- serves: append_messages, which looks whether a message is stored already; not unique for the same
-- reason
create index idx_messages_conversation_key on messages (conversation_id, idempotency_key);

-- serves: search_messages. The owner comes first, so that a search reads the entries of one owner,
-- however many messages others have; and all that one owner wrote, where a query says no more.
--
-- Without "fastupdate": new entries would wait in a list that each search reads through.
create index idx_messages_content_gin
  on messages using gin (user_id, search_vector(content)) with (fastupdate = off);

alter table messages enable row level security;
alter table messages force row level security;
alter table messages_default enable row level security;
alter table messages_default force row level security;

comment on table messages is 'Messages of conversations, partitioned by month.';
comment on column messages.id is 'Id of the message; unique together with created_at.';
comment on column messages.conversation_id is 'The conversation.';
comment on column messages.user_id is 'The owner of the conversation, whoever speaks.';
comment on column messages.sequence is
  'Place in the conversation, from 1 without gaps; times go the same way.';
comment on column messages.idempotency_key is
  'UUID that the application made; a message that is appended again under it is stored once.';
comment on column messages.role is 'Who speaks: user, assistant or system.';
comment on column messages.content is
  'What is said. The first 131,072 characters can be searched.';
comment on column messages.metadata is 'What the application keeps with it, a JSON object.';
comment on column messages.imported_at is
  'When it was brought over from where it was written; null for what was written here.';
comment on column messages.created_at is 'Time of writing; decides the partition.';
comment on table messages_default is 'Messages of months that have no partition; should be empty.';
