-- The job of retention: one month a call, the oldest, so that each is dropped in a short transaction of its own, also where
-- there are years of them.
create or replace function retain_months(p_table regclass, p_keep interval) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_oldest timestamp;
begin
  if p_keep is null then
    return 0;
  end if;
  select min(to_date(right(e.partition::text, 7), 'YYYY_MM')) into v_oldest
  from expired_partitions(p_table, months_of(p_keep)) as e;
  return (
    select count(*)
    from drop_expired_partitions(
      p_table,
      -- the months from the one after it up to now, of which none is dropped
      coalesce(months_of(age(date_trunc('month', statement_time() at time zone 'UTC'), v_oldest)) - 1,
        months_of(p_keep))));
end
$$;

revoke execute on function retain_months(regclass, interval) from public;
grant execute on function retain_months(regclass, interval) to lyss_system;

comment on function retain_months(regclass, interval) is
  'Internal: The job of retention: drops the oldest month that is kept no longer; 0 where there is none.';
