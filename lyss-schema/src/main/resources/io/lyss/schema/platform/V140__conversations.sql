-- Conversations, each of one user with one provider.
--
--   * A provider that has conversations cannot be deleted: that would erase what people wrote.
--   * One index has user_id and created_at in the order in which the list is read; the pair
--     (user_id, provider_id) and a second index on titles would serve no query.
create table conversations (
  id bigint generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  title varchar(200) not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint conversations_id_pk primary key (id),
  -- what messages and usage point at: a conversation together with its owner
  constraint conversations_id_user_id_key unique (id, user_id),
  constraint conversations_user_id_fk foreign key (user_id) references users (id)
    on delete cascade,
  constraint conversations_provider_id_fk foreign key (provider_id)
    references provider_configs (id) on delete restrict,
  constraint conversations_title_check check (trim_blank(title) <> ''),
  constraint conversations_metadata_check check (jsonb_typeof(metadata) = 'object')
);

-- serves: a user's conversations, newest first, page by page; the foreign key
create index idx_conversations_user_created on conversations (user_id, created_at, id);

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
comment on column conversations.created_at is 'Time of creation.';
comment on column conversations.updated_at is
  'Time of the last change of title or metadata; kept by a trigger.';
