-- drop_expired_partitions calls it before it drops a month of the ledger, and before it locks anything: no
-- entry of an expired month is added or changed any more. For each counter whose period is not over, the sum of
-- the month is entered anew, so ledger and counters still agree. Entries of past periods are dropped with the
-- month, and so are the ids of additions.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_quota_entries(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  insert into quota_entries (tenant_id, reservation_id, kind, lines, recorded_at)
  select
    s.tenant_id,
    gen_random_uuid(),
    'close',
    array_agg(
      row(
        s.limit_id, s.holder_id, s.measure, null, null, s.slot, s.period_start, s.held, s.used
      )::quota_line),
    statement_time()
  from (
    select
      e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start,
      sum(l.held) as held,
      sum(l.used) as used,
      -- keeps an entry at a readable size
      row_number() over (partition by e.tenant_id) / 1000 as part
    from quota_entries as e
    cross join lateral unnest(e.lines) as l
    where e.recorded_at >= p_from and e.recorded_at < p_to
      and e.kind not in ('add', 'repair')
    group by e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start
    having sum(l.held) <> 0 or sum(l.used) <> 0
  ) as s
  where s.period_start = '-infinity'
    or exists (
      select from quota_counters as c
      where c.tenant_id = s.tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
        and c.measure = s.measure and c.slot = s.slot and c.period_start = s.period_start)
  group by s.tenant_id, s.part;
end
$$;

revoke execute on function close_quota_entries(timestamptz, timestamptz) from public;

select allow_owner('execute on function close_quota_entries(timestamptz, timestamptz)');

comment on function close_quota_entries(timestamptz, timestamptz) is
  'Internal: Enters the sums of a month of the ledger anew, before the month is dropped.';

select set_config('role', current_setting('lyss.migrating_role'), true);
