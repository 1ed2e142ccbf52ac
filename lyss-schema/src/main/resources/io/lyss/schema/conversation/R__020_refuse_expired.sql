-- For functions that add to a conversation: their caller learns that it has expired, and does not take it for
-- one that never was.
create or replace function refuse_expired(p_conversation text, p_expires_at timestamptz)
returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if p_expires_at <= statement_time() then
    raise exception 'conversation % expired at %: open another one', p_conversation, p_expires_at
      using errcode = 'check_violation', constraint = 'conversations_expires_at';
  end if;
end
$$;

comment on function refuse_expired(text, timestamptz) is
  'Internal: Fails with 23514 where a conversation has expired.';
