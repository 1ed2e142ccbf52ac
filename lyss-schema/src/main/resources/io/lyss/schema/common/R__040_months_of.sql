-- A month is dropped once all of it is older than what is kept: so what is kept counts back from this moment, to the
-- beginning of its month. The last month always stays.
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
  'Internal: How many whole months before this one have rows that are kept, where rows are kept for so long.';
