-- The calendar's period that an instant is in. Days and months begin at midnight of the time zone,
-- whatever its clocks do; minutes and hours do not depend on it but where its offset is no full hour.
create or replace function period_start(p_period text, p_at timestamptz, p_time_zone text)
returns timestamptz
language sql stable parallel safe
return case p_period
  when 'total' then timestamptz '-infinity'
  else date_trunc(p_period, p_at, p_time_zone)
end;

comment on function period_start(text, timestamptz, text) is
  'Internal: The first instant of the minute, hour, day or month of an instant; -infinity of total.';
