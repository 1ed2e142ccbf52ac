-- From the time on at which it expires a conversation is not there for its owner; that it is deleted comes
-- later, with purge_conversations.
create or replace function has_not_expired(p_expires_at timestamptz) returns boolean
language sql stable parallel safe
return p_expires_at is null or p_expires_at > statement_time();

comment on function has_not_expired(timestamptz) is
  'Whether a conversation is there for its owner still, from the time at which it expires.';
