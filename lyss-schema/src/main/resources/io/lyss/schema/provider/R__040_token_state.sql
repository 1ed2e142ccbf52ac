-- Computed and not stored, because a token expires without a statement that could store it.
create or replace function token_state(
  p_status integer, p_revoked_at timestamptz, p_expires_at timestamptz, p_at timestamptz
)
returns text
language sql immutable parallel safe
return case
  when p_revoked_at is not null then 'revoked'
  when p_status = 2 then 'disabled'
  when p_expires_at <= p_at then 'expired'
  else 'active'
end;

comment on function token_state(integer, timestamptz, timestamptz, timestamptz) is
  'Internal: active, revoked, disabled or expired: whether a token is valid at a time.';
