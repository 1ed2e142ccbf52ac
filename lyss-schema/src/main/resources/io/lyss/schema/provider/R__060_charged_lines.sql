-- What a request without a reservation changes of each limit that applies to it. It is counted in a slot that has
-- room for it; the id of the request decides in which of them, so that requests that are charged at once spread
-- over all. Where no slot has room, any is taken, and the caller makes room.
--
-- Where the counters are in a later period by now, the line is of the period of the request, and changes no
-- counter, as for a reservation that is settled late.
--
-- A limit has no line where it has no counter that is in the period of the request, or where p_any is false and no
-- slot has room.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function charged_lines(
  p_tenant_id uuid, p_id uuid, p_at timestamptz, p_limits quota_limit[], p_any boolean
)
returns quota_line[]
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return array(
    select s.line
    from unnest(p_limits) as l
    cross join lateral (
      select row(
        l.limit_id, l.holder_id, l.measure, l.unit, l.currency, c.slot,
        case when c.period_start > p_at then l.period_start else c.period_start end, 0, l.needed
      )::quota_line
      from quota_counters as c
      cross join lateral (
        select c.period_start > p_at
          or slot_fits(
            p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
            p_limit_start => l.period_start, p_hard_limit => l.hard_limit, p_soft_limit => l.soft_limit,
            p_needed => l.needed)
      ) as f (fits)
      where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
        and c.measure = l.measure and c.period_start >= l.period_start and (f.fits or p_any)
      order by f.fits desc, hashtextextended(p_id::text, c.slot)
      limit 1
    ) as s (line));
end
$$;

revoke execute on function charged_lines(uuid, uuid, timestamptz, quota_limit[], boolean) from public;

comment on function charged_lines(uuid, uuid, timestamptz, quota_limit[], boolean) is
  'Internal: By how much usage without a reservation changes each limit: a line for each that has a slot for it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
