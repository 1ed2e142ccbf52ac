-- date_trunc returns an instant, so the two equal hours of a clock that is set back stay two.
create or replace function usage_bucket(p_at timestamptz, p_bucket text, p_zone text)
returns timestamptz
language sql stable parallel safe
return case when p_bucket <> 'all' then date_trunc(p_bucket, p_at, p_zone) end;

comment on function usage_bucket(timestamptz, text, text) is
  'Internal: The beginning of the hour, day or month of a time zone that a time is in; null for all.';
