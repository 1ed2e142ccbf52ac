-- After a failure a channel or model is closed until retry_at. Then one request may try it, which has until
-- probe_until to report the result.
create or replace function is_cooling(
  p_failures integer, p_retry_at timestamptz, p_probe_until timestamptz, p_at timestamptz
)
returns boolean
language sql immutable parallel safe
return p_failures > 0 and (p_retry_at > p_at or coalesce(p_probe_until > p_at, false));

comment on function is_cooling(integer, timestamptz, timestamptz, timestamptz) is
  'Internal: Whether a channel, or a model through it, gets no requests at a time after a failure.';
