-- What its owner says of a conversation: what import_messages is given, and what an update may change. A column that is
-- added to it is stored, and no function has to be changed.
-- The types are without lengths and checks: a cast would cut off what is too long. The columns of the table refuse it.
create type new_conversation as (
  idempotency_key uuid,
  provider_id integer,
  title text,
  metadata jsonb,
  expires_at timestamptz
);

comment on type new_conversation is 'What its owner says of a conversation.';

drop function if exists import_messages(
  uuid, integer, integer, text, jsonb, timestamptz, uuid[], text[], text[], jsonb[], timestamptz[]);
