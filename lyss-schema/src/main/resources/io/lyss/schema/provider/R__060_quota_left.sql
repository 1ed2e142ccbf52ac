-- What is held and used of each limit in its period. fits is the number of slots in which a request would find
-- what it needs.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function quota_left(p_tenant_id uuid, p_limits quota_limit[])
returns table (
  number bigint,
  held numeric,
  used numeric,
  remaining numeric,
  sufficient boolean,
  slots bigint,
  fits bigint,
  current boolean
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select
      l.number,
      t.held,
      t.used,
      greatest(0, l.hard_limit - t.held - t.used),
      limit_suffices(l.hard_limit, t.held + t.used, l.needed),
      t.slots,
      t.fits,
      t.current
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
    cross join lateral (
      select
        coalesce(sum(c.held) filter (where c.period_start >= l.period_start), 0) as held,
        coalesce(sum(c.used) filter (where c.period_start >= l.period_start), 0) as used,
        count(*) as slots,
        count(*) filter (
          where slot_fits(
            p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
            p_limit_start => l.period_start, p_hard_limit => l.hard_limit, p_soft_limit => l.soft_limit,
            p_needed => l.needed)
        ) as fits,
        coalesce(bool_and(c.period_start >= l.period_start), false) as current
      from quota_counters as c
      where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
        and c.measure = l.measure
    ) as t;
end
$$;

revoke execute on function quota_left(uuid, quota_limit[]) from public;

comment on function quota_left(uuid, quota_limit[]) is
  'Internal: What is held, used and left of some limits.';

select set_config('role', current_setting('lyss.migrating_role'), true);
