-- Where a clock is set back over midnight, midnight comes twice, and usage_bucket() has the second for a name of the day
-- (and of a month that begins with it). Both are named alike by the clock. Usage is added up by the names, and read by
-- where a period begins: then what is read from there until the next one is what was added up, and budgets agree.
create or replace function usage_bucket_start(p_at timestamptz, p_bucket text, p_zone text)
returns timestamptz
language sql stable parallel safe
return
  case
    when p_bucket in ('day', 'month')
      and (p_at - interval '1 hour') at time zone p_zone = p_at at time zone p_zone
      then p_at - interval '1 hour'
    else p_at
  end;

comment on function usage_bucket_start(timestamptz, text, text) is
  'Internal: Where the hour, day or month begins that usage_bucket() names.';
