-- The calendar period of an instant. Days and months begin at midnight of the time zone: at the first of two
-- midnights where clocks are set back, and after it where they are set forward. Minutes and hours depend on the
-- time zone where its offset is no full hour.
create or replace function period_start(p_period text, p_at timestamptz, p_time_zone text)
returns timestamptz
language sql stable parallel safe
return case p_period
  when 'total' then timestamptz '-infinity'
  when 'minute' then date_trunc(p_period, p_at, p_time_zone)
  when 'hour' then date_trunc(p_period, p_at, p_time_zone)
  else date_trunc(p_period, p_at, p_time_zone)
    - case date_trunc(p_period, p_at, p_time_zone) at time zone p_time_zone
      when (date_trunc(p_period, p_at, p_time_zone) - interval '1 hour') at time zone p_time_zone
        then interval '1 hour'
      else interval '0'
    end
end;

comment on function period_start(text, timestamptz, text) is
  'Internal: The first instant of the minute, hour, day or month of an instant; -infinity for total.';
