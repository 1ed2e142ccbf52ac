-- Where clocks are changed, a day has 23 or 25 hours, and may begin after midnight. So the end is computed as
-- the beginning of the next period, from an instant in its middle.
create or replace function period_end(p_period text, p_start timestamptz, p_time_zone text)
returns timestamptz
language sql stable parallel safe
return case p_period
  when 'total' then timestamptz 'infinity'
  when 'minute' then p_start + interval '1 minute'
  when 'hour' then p_start + interval '1 hour'
  when 'day' then ${schema}.period_start(p_period, p_start + interval '36 hours', p_time_zone)
  else ${schema}.period_start(p_period, p_start + interval '1080 hours', p_time_zone)
end;

comment on function period_end(text, timestamptz, text) is
  'Internal: The first instant after a period; infinity for total.';
