-- An expired conversation is hidden from its owner at once; purge_conversations deletes it later.
create or replace function has_not_expired(p_expires_at timestamptz) returns boolean
language sql stable parallel safe
return p_expires_at is null or p_expires_at > statement_time();

comment on function has_not_expired(timestamptz) is
  'Whether the owner still sees a conversation that expires at this time; null for never.';
