-- Conversations, each of one user with one provider.
--
--   * A provider that has conversations cannot be deleted: that would erase what people wrote.
--   * message_count is also the sequence of the last message, as messages are never taken out of
--     a conversation one by one; so there is no second counter to agree with it.
--   * last_active_at orders a list, and bounds the months in which messages can be.
--   * active_hour is its index: it changes once an hour at the most, and not with each message, so
--     an append changes no index at all, and its row stays in its page. Within an hour rows are sorted.
--   * is_empty stands in an index in place of message_count, for the same reason.
--   * One that expires is not there for its owner from that time on, and purged soon after.
--   * Two indexes have user_id and a time in the order in which a list is read; the pair
--     (user_id, provider_id) and a second index on titles would serve no query.
--   * What one column refuses is a domain: PostgreSQL reads, plans and compiles each check of a table
--     anew for each statement that writes, whatever it writes, and each message is one that does. A domain's check
--     is prepared once in a session, and run where its column is written. Checks between columns stay with the table.
create domain conversations_title as varchar(200)
  constraint conversations_title_check check (not_blank(value));

create domain conversations_metadata as jsonb
  constraint conversations_metadata_check check (jsonb_typeof(value) = 'object');

create domain conversations_message_count as bigint
  constraint conversations_message_count_check check (value >= 0);

create table conversations (
  id bigint generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  title conversations_title not null,
  metadata conversations_metadata not null default '{}',
  idempotency_key uuid,
  message_count conversations_message_count not null default 0,
  greatest_idempotency_key uuid not null default '00000000-0000-0000-0000-000000000000',
  is_empty boolean not null generated always as (message_count = 0) stored,
  last_active_at timestamptz not null default current_timestamp,
  active_hour timestamptz not null generated always as (
    date_bin('1 hour', last_active_at, '2000-01-01 00:00:00+00')) stored,
  expires_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint conversations_id_pk primary key (id),
  -- what messages and usage point at: a conversation together with its owner
  constraint conversations_id_user_id_key unique (id, user_id),
  constraint conversations_user_id_fk foreign key (user_id) references users (id)
    on delete cascade,
  constraint conversations_provider_id_fk foreign key (provider_id)
    references provider_configs (id) on delete restrict,
  constraint conversations_last_active_at_created_at_check check (last_active_at >= created_at)
) with (fillfactor = 80);

-- serves: a user's conversations, newest first, page by page; the foreign key
create index idx_conversations_user_created on conversations (user_id, created_at, id);

-- serves: a user's conversations, the one active last first, page by page
create index idx_conversations_user_active_hour
  on conversations (user_id, active_hour);

-- serves: import_messages, which opens a conversation once
create unique index conversations_user_id_idempotency_key_key
  on conversations (user_id, idempotency_key) where idempotency_key is not null;

-- serves: purge_conversations, for what has expired
create index idx_conversations_expires_at on conversations (expires_at)
  where expires_at is not null;

-- serves: search_messages, which leaves out what has expired and is not purged yet
create index idx_conversations_user_expires_at on conversations (user_id, expires_at)
  where expires_at is not null;

-- serves: delete_empty_conversations
create index idx_conversations_empty_created on conversations (created_at) where is_empty;

-- serves: the foreign key, that is, whether a provider is in use
create index idx_conversations_provider_id on conversations (provider_id);

-- serves: search_conversations. The owner comes first, so that one owner's titles are found without
-- reading anybody else's.
create index idx_conversations_title_gin
  on conversations using gin (user_id, search_vector(title)) with (fastupdate = off);

alter table conversations enable row level security;
alter table conversations force row level security;

comment on table conversations is 'Conversations, each of one user with one provider.';
comment on column conversations.id is 'Id of the conversation.';
comment on column conversations.user_id is 'The owner: nobody else sees it.';
comment on column conversations.provider_id is 'The provider it was opened with.';
comment on column conversations.title is 'Title; not blank.';
comment on column conversations.metadata is 'What the application keeps with it, a JSON object.';
comment on column conversations.idempotency_key is
  'UUID that the application made; under it the user has one conversation. Null for none.';
comment on column conversations.message_count is
  'How many messages were appended: the sequence of the last one.';
comment on column conversations.is_empty is 'Whether it has no messages; generated.';
comment on column conversations.greatest_idempotency_key is
  'The greatest key of its messages: one under a greater key is new, so append_messages need not look for it.';
comment on column conversations.last_active_at is
  'Time of the last message; of creation where there is none.';
comment on column conversations.active_hour is
  'The hour (in UTC) of last_active_at, by which an index finds those active last; generated.';
comment on column conversations.expires_at is
  'From that time on it is not there for its owner, and it is purged; null for no such time.';
comment on column conversations.created_at is
  'Time of creation; of the first message where that was imported.';
comment on column conversations.updated_at is
  'Time of the last change of title, metadata or expiry; kept by a trigger.';
