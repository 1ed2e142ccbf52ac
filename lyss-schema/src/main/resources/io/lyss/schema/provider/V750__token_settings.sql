-- What its owner says of a token when it is issued, and can be edited. A column that is added to it is stored, changed,
-- shown to whoever sees the token and compared with what was read, and no function has to be changed. The types are without
-- lengths and checks: a cast would cut off what is too long. The columns of the table refuse it.
create type token_settings as (
  name text,
  allowed_models jsonb,
  quota bigint,
  rate_limit integer,
  expires_at timestamptz
);

comment on type token_settings is 'What its owner says of a token and can be edited.';

drop function if exists issue_token(
  uuid, uuid, text, text, text, text, jsonb, uuid[], bigint, integer, timestamptz);
drop function if exists update_token(
  uuid, uuid, timestamptz, text, jsonb, uuid[], bigint, integer, timestamptz);
