-- What people think of messages. A message never changes, so a rating is a row of its own: it can be
-- changed and taken back.
--
--   * A rating is its person's, who is the owner of the conversation, as nobody else sees a message;
--     the foreign key holds that, and takes ratings away with the conversation.
--   * It names the message by its place, as a page does. The model stands beside it, so that models
--     are compared without reading messages, also once these have expired.
create table message_ratings (
  tenant_id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  sequence bigint not null,
  value smallint not null,
  comment text,
  model_used varchar(100),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint message_ratings_tenant_id_conversation_id_user_id_sequence_pk
    primary key (tenant_id, conversation_id, user_id, sequence),
  constraint message_ratings_tenant_id_conversation_id_user_id_fk
    foreign key (tenant_id, conversation_id, user_id)
    references conversations (tenant_id, id, user_id) on delete cascade,
  constraint message_ratings_sequence_check check (sequence > 0),
  constraint message_ratings_value_check check (value between -100 and 100),
  constraint message_ratings_comment_check check (not_blank(comment))
);

-- serves: rating_counts, which counts those of a time
create index idx_message_ratings_updated_at on message_ratings (tenant_id, updated_at);

alter table message_ratings enable row level security;
alter table message_ratings force row level security;

comment on table message_ratings is 'What people think of messages: one rating a person and message.';
comment on column message_ratings.tenant_id is 'The tenant.';
comment on column message_ratings.conversation_id is 'The conversation of the message.';
comment on column message_ratings.user_id is 'Who rates: the owner of the conversation.';
comment on column message_ratings.sequence is 'The place of the message in the conversation.';
comment on column message_ratings.value is
  'The rating, -100 to 100, on a scale of the application''s: -1 and 1, say, or 1 to 5.';
comment on column message_ratings.comment is
  'What the person says about it, to those who run the platform; null for nothing.';
comment on column message_ratings.model_used is
  'The model that wrote the message; null where it is none''s, or not known.';
comment on column message_ratings.created_at is 'Time of the first rating.';
comment on column message_ratings.updated_at is 'Time of the last change; kept by a trigger.';
