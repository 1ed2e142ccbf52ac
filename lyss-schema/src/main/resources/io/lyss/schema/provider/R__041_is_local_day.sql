-- Whether all quarters of an hour from one time until the other, and no others, are of one day of a time zone. False where
-- a clock is set back over midnight, as there the name that usage_bucket() has for a day is not where it begins; and for
-- a day in UTC, as these have sums of their own.
create or replace function is_local_day(p_starts_at timestamptz, p_ends_at timestamptz, p_zone text)
returns boolean
language sql stable parallel safe
return
  usage_bucket(p_starts_at, 'day', p_zone) = p_starts_at
  and usage_bucket(p_starts_at - interval '15 minutes', 'day', p_zone) < p_starts_at
  and usage_bucket(p_ends_at - interval '15 minutes', 'day', p_zone) = p_starts_at
  and usage_bucket(p_ends_at, 'day', p_zone) = p_ends_at
  and not (extract(epoch from p_starts_at) % 86400 = 0 and extract(epoch from p_ends_at - p_starts_at) = 86400);

comment on function is_local_day(timestamptz, timestamptz, text) is
  'Internal: Whether a time is a day of a time zone, from its beginning until that of the next one, and none in UTC.';
