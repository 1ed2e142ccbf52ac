-- Summaries of what was said in a conversation up to one of its messages. A model is given the
-- latest one and what was said since.
create table conversation_summaries (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  summary_text text not null,
  summary_type varchar(20) not null default 'auto',
  up_to_sequence bigint not null,
  created_at timestamptz not null default current_timestamp,
  constraint conversation_summaries_tenant_id_id_pk primary key (tenant_id, id),
  constraint conversation_summaries_tenant_id_conversation_id_user_id_fk
    foreign key (tenant_id, conversation_id, user_id)
    references conversations (tenant_id, id, user_id) on delete cascade,
  constraint conversation_summaries_summary_text_check check (not_blank(summary_text)),
  constraint conversation_summaries_summary_type_check check (summary_type in ('auto', 'manual')),
  constraint conversation_summaries_up_to_sequence_check check (up_to_sequence > 0)
);

-- serves: the latest summary of a conversation; its summaries, which are few; the cascade
create index idx_conversation_summaries_conversation_up_to
  on conversation_summaries (tenant_id, conversation_id, up_to_sequence, id);

alter table conversation_summaries enable row level security;
alter table conversation_summaries force row level security;

comment on table conversation_summaries is
  'Summaries of conversations, each up to one of its messages.';
comment on column conversation_summaries.tenant_id is 'The tenant.';
comment on column conversation_summaries.id is
  'Id, a UUID of version 7 that the application made.';
comment on column conversation_summaries.conversation_id is 'The conversation.';
comment on column conversation_summaries.user_id is 'The owner of the conversation.';
comment on column conversation_summaries.summary_text is 'The summary; not blank.';
comment on column conversation_summaries.summary_type is
  'auto: a model wrote it; manual: a person did.';
comment on column conversation_summaries.up_to_sequence is 'The last message that it covers.';
comment on column conversation_summaries.created_at is 'Time of creation.';
