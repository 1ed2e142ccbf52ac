-- Compares the counters with the ledger, with the open reservations, and with the limits that their rooms are
-- shares of. It finds nothing, unless somebody has written past the functions.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function reconcile_quota(p_tenant_id uuid)
returns table (
  limit_id uuid,
  holder_id uuid,
  measure text,
  slot smallint,
  drift text,
  counter numeric,
  expected numeric
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_missing record;
begin
  perform require_system();
  return query
    with counted as (
      select c.limit_id, c.holder_id, c.measure::text, c.slot, c.period_start, c.held, c.used
      from quota_counters as c
      where c.tenant_id = p_tenant_id
    ),
    recorded as (
      select s.limit_id, s.holder_id, s.measure, s.slot, s.period_start, s.held, s.used
      from quota_sums as s
      where s.tenant_id = p_tenant_id
    ),
    open as (
      select l.limit_id, l.holder_id, l.measure, l.slot, l.period_start, sum(l.held) as held
      from quota_reservations as r
      cross join lateral unnest(r.lines) as l
      where r.tenant_id = p_tenant_id and r.state = 'reserved'
      group by l.limit_id, l.holder_id, l.measure, l.slot, l.period_start
    )
    select c.limit_id, c.holder_id, c.measure, c.slot, d.drift, d.counter, d.expected
    from counted as c
    left join recorded as r using (limit_id, holder_id, measure, slot, period_start)
    left join open as o using (limit_id, holder_id, measure, slot, period_start)
    cross join lateral (values
      ('held', c.held, coalesce(r.held, 0)),
      ('used', c.used, coalesce(r.used, 0)),
      ('open', c.held, coalesce(o.held, 0))
    ) as d (drift, counter, expected)
    where d.counter <> d.expected
    union all
    select c.limit_id, c.holder_id, c.measure::text, 0::smallint, 'room', sum(c.room),
      max(c.dealt) - sum(c.held + c.used)
    from quota_counters as c
    where c.tenant_id = p_tenant_id
    group by c.limit_id, c.holder_id, c.measure
    having count(c.dealt) > 0 and max(c.dealt) < 'Infinity'
      and sum(c.room) <> max(c.dealt) - sum(c.held + c.used);
  -- each of its own, as Citus joins no table with a function that reads others
  for v_missing in
    select s.limit_id, s.holder_id, s.measure, s.slot, s.held + s.used as total
    from quota_sums as s
    left join quota_counters as c
      on c.tenant_id = s.tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
      and c.measure = s.measure and c.slot = s.slot and c.period_start >= s.period_start
    where s.tenant_id = p_tenant_id and c.slot is null
  loop
    perform from limit_values(p_tenant_id, v_missing.limit_id, v_missing.measure);
    if found then
      limit_id := v_missing.limit_id;
      holder_id := v_missing.holder_id;
      measure := v_missing.measure;
      slot := v_missing.slot;
      drift := 'missing';
      counter := 0;
      expected := v_missing.total;
      return next;
    end if;
  end loop;
end
$$;

revoke execute on function reconcile_quota(uuid) from public;
grant execute on function reconcile_quota(uuid) to lyss_system;

comment on function reconcile_quota(uuid) is
  'Where the counters of a tenant differ from the ledger: nothing, or a row for each drift.';

select set_config('role', current_setting('lyss.migrating_role'), true);
