-- Where clocks change, a day has 23 or 25 hours.
create or replace function period_end(p_period text, p_start timestamptz, p_time_zone text)
returns timestamptz
language sql stable parallel safe
return case p_period
  when 'total' then timestamptz 'infinity'
  when 'minute' then p_start + interval '1 minute'
  when 'hour' then p_start + interval '1 hour'
  else (p_start at time zone p_time_zone + ('1 ' || p_period)::interval) at time zone p_time_zone
end;

comment on function period_end(text, timestamptz, text) is
  'Internal: The first instant after a period; infinity of total.';
