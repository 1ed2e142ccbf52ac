-- A channel that has failed cools down, and then is available to one request, which has until
-- probe_until to report how it went.
create or replace function channel_state(
  p_type_status text,
  p_status integer,
  p_exhausted boolean,
  p_retry_at timestamptz,
  p_probe_until timestamptz,
  p_at timestamptz
)
returns text
language sql immutable parallel safe
return case
  when p_type_status <> 'active' or p_status = 2 then 'disabled'
  when p_exhausted then 'exhausted'
  when p_status = 3 and (p_retry_at > p_at or coalesce(p_probe_until > p_at, false)) then 'cooling'
  else 'available'
end;

comment on function
  channel_state(text, integer, boolean, timestamptz, timestamptz, timestamptz) is
  'Internal: available, disabled, exhausted or cooling: whether a channel can serve a request at a time.';
