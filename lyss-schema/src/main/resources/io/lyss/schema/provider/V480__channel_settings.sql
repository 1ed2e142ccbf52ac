-- What is said of a channel when it is created, and can be edited. A column that is added to it is stored, changed and
-- compared with what was read, and no function has to be changed. The types are without lengths and checks: a cast would
-- cut off what is too long. The columns of the table refuse it.
create type channel_settings as (
  name text,
  models jsonb,
  model_mapping jsonb,
  priority integer,
  weight integer,
  quota bigint,
  rate_limit integer
);

comment on type channel_settings is 'What is said of a channel and can be edited.';

drop function if exists create_channel(
  uuid, uuid, text, uuid, uuid, text, bigint, text, jsonb, jsonb, integer, integer, bigint, integer);
drop function if exists update_channel(
  uuid, uuid, timestamptz, text, jsonb, jsonb, integer, integer, bigint, integer);
