-- What has failed is closed until retry_at, and then open to one request, which has until probe_until
-- to report how it went.
create or replace function is_cooling(
  p_failures integer, p_retry_at timestamptz, p_probe_until timestamptz, p_at timestamptz
)
returns boolean
language sql immutable parallel safe
return p_failures > 0 and (p_retry_at > p_at or coalesce(p_probe_until > p_at, false));

comment on function is_cooling(integer, timestamptz, timestamptz, timestamptz) is
  'Internal: Whether a channel, or a model through it, gets no requests at a time after a failure.';
