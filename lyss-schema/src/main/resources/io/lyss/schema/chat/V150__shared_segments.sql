-- The messages that a conversation shares with others, as it was forked from one: nothing is copied. Each
-- row is a stretch of its history that stands in another conversation; what follows the last of them
-- is its own.
--
--   * A fork has all stretches of its history, not only the last one. So a page finds where it goes on
--     by one look, however deep the fork is, and reads no conversation in between.
--   * The times of the first and the last message bound the months that are read.
--   * What is shared cannot go: the second foreign key refuses to delete a conversation that others
--     share. purge_conversations leaves what they need of it, as a row of the status "purged".
create table shared_segments (
  tenant_id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  shared_id uuid not null,
  first_sequence bigint not null,
  last_sequence bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  constraint shared_segments_tenant_id_conversation_id_last_sequence_pk
    primary key (tenant_id, conversation_id, last_sequence),
  constraint shared_segments_tenant_id_conversation_id_user_id_fk
    foreign key (tenant_id, conversation_id, user_id)
    references conversations (tenant_id, id, user_id) on delete cascade,
  constraint shared_segments_tenant_id_shared_id_user_id_fk
    foreign key (tenant_id, shared_id, user_id)
    references conversations (tenant_id, id, user_id) on delete no action
    -- so that all of a person's, or of a tenant's, can go at once
    deferrable initially deferred,
  constraint shared_segments_first_sequence_check check (first_sequence > 0),
  constraint shared_segments_last_sequence_first_sequence_check
    check (last_sequence >= first_sequence),
  constraint shared_segments_last_at_first_at_check check (last_at >= first_at)
);

-- serves: how much of a conversation others share; the second foreign key
create index idx_shared_segments_shared
  on shared_segments (tenant_id, shared_id, last_sequence);

alter table shared_segments enable row level security;
alter table shared_segments force row level security;

comment on table shared_segments is
  'The stretches of messages that forked conversations share with others.';
comment on column shared_segments.tenant_id is 'The tenant.';
comment on column shared_segments.conversation_id is 'The fork.';
comment on column shared_segments.user_id is 'The owner of both conversations.';
comment on column shared_segments.shared_id is
  'The conversation in which the messages stand.';
comment on column shared_segments.first_sequence is 'The place of the first of them.';
comment on column shared_segments.last_sequence is 'The place of the last of them.';
comment on column shared_segments.first_at is 'No message of them is older.';
comment on column shared_segments.last_at is 'No message of them is younger.';
