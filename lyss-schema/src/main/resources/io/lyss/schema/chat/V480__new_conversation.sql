-- What its owner says of a conversation: what functions that open or import one are given, and what of it can be edited. A
-- column that is added to it is stored, forked and compared with what was read, and no function has to be changed.
-- The types are without lengths and checks: a cast would cut off what is too long. The columns of the table refuse it.
create type new_conversation as (
  title text,
  model_name text,
  provider_channel_id uuid,
  system_prompt text,
  temperature double precision,
  max_tokens integer,
  expires_at timestamptz
);

comment on type new_conversation is 'What its owner says of a conversation.';

drop function if exists open_conversation(
  uuid, uuid, text, text, uuid, text, double precision, integer, timestamptz);
drop function if exists import_messages(
  uuid, uuid, uuid, text, text, uuid, text, double precision, integer, timestamptz, uuid[], text[], text[],
  integer[], text[], integer[], jsonb[], text[], text[], jsonb[], timestamptz[]);

-- now granted for the whole table
revoke insert on conversations from lyss_definer;
