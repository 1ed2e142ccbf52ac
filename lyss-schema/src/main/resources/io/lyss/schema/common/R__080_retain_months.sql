-- The job of retention: drops the oldest expired month, one a call, so that each is dropped in a short
-- transaction, also where there are years of them. For the audit log it first seals what the job of seals has
-- left, a part a call: a month is sealed before it is dropped. A month on which something of the host depends
-- is passed over, and named. Entries that lie on nodes of Citus are not sealed.
create or replace function retain_months(p_table regclass, p_keep interval) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamp := date_trunc('month', statement_time() at time zone 'UTC');
  v_age interval;
  v_kept text;
begin
  if p_keep is null then
    return 0;
  end if;
  select age(v_now, m.to_time at time zone 'UTC'), m.kept into v_age, v_kept
  from next_expired_month(p_table, months_of(p_keep)) as m;
  if v_kept is not null then
    execute format('set local lyss.passed_over = %L', 'not dropped: ' || v_kept);
  end if;
  if v_age is null then
    return 0;
  elsif p_table = 'audit_logs'::regclass and not is_distributed(p_table) and seal_entries() >= 100000 then
    return 1;
  end if;
  return (
    select count(*)
    from drop_expired_partitions(
      p_table,
      -- by which only the oldest has expired
      least(24000, extract(year from v_age) * 12 + extract(month from v_age))::integer));
end
$$;

revoke execute on function retain_months(regclass, interval) from public;
grant execute on function retain_months(regclass, interval) to lyss_system;

comment on function retain_months(regclass, interval) is
  'Internal: The job of retention: drops the oldest expired month; 0 where there is none.';
