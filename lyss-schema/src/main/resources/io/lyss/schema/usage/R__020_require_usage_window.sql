-- Roll-ups are kept by the quarter of an hour; other times cannot be read from them.
create or replace function require_usage_window(
  p_from timestamptz, p_to timestamptz, p_bucket text, p_zone text
)
returns void
language plpgsql stable
as $$
begin
  if p_bucket is null or p_bucket not in ('all', 'hour', 'day', 'month') then
    raise exception 'bucket is %: it is all, hour, day or month', coalesce(p_bucket, 'null')
      using errcode = 'data_exception';
  elsif p_from is null or p_to is null
    or isfinite(p_from) and extract(epoch from p_from) % 900 <> 0
    or isfinite(p_to) and extract(epoch from p_to) % 900 <> 0 then
    raise exception 'from is %, to is %: they lie on quarters of an hour',
      coalesce(p_from::text, 'null'), coalesce(p_to::text, 'null')
      using errcode = 'data_exception';
  end if;
  -- PostgreSQL reads "+01:00" as west of Greenwich, others as east.
  if p_zone ~ '[+-]\d' and p_zone !~ '^Etc/' then
    raise exception 'zone is %: it has a name, or is UTC', p_zone using errcode = 'data_exception';
  end if;
  begin
    perform ${schema}.usage_bucket('2000-01-01 00:00:00+00', 'day', coalesce(p_zone, ''));
  exception when invalid_parameter_value then
    raise exception 'zone is %: it is the name of a time zone', coalesce(p_zone, 'null')
      using errcode = 'data_exception';
  end;
end
$$;

comment on function require_usage_window(timestamptz, timestamptz, text, text) is
  'Internal: Fails with 22000 unless usage of this time can be read from roll-ups.';
