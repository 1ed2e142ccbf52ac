-- A month is dropped once all of it is older than the retention. So the retention counts back from now to the
-- beginning of a month. The last month always stays.
create or replace function months_of(p_keep interval) returns integer
language plpgsql stable strict
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamp := statement_time() at time zone 'UTC';
  v_age constant interval := age(date_trunc('month', v_now), date_trunc('month', v_now - p_keep));
begin
  return greatest(1, extract(year from v_age) * 12 + extract(month from v_age));
end
$$;

comment on function months_of(interval) is
  'Internal: How many whole months before this one have to be kept, for a retention of p_keep.';
