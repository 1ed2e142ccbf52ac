-- The ledger is right. What somebody has done to a counter past the functions is undone, and the difference is
-- recorded. The ledger itself is only corrected where it holds quota for reservations that no longer exist.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function repair_quota(p_tenant_id uuid, p_id uuid, p_reason text) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_drifted quota_line[];
  v_lines quota_line[];
begin
  perform require_system();
  if not not_blank(p_reason) then
    raise exception 'an entry of the ledger that no request has made needs a reason'
      using errcode = 'check_violation', constraint = 'quota_entries_kind_reason_check';
  end if;
  v_drifted := array(
    select distinct
      row(d.limit_id, d.holder_id, d.measure, null, null, null, null, null, null)::quota_line
    from reconcile_quota(p_tenant_id) as d);
  perform lock_counters(p_tenant_id, v_drifted);
  -- restores a deleted slot, in the latest period of its limit
  insert into quota_counters
    (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
  select distinct
    p_tenant_id, s.limit_id, s.holder_id, s.measure, s.slot,
    coalesce(t.user_id, h.owner_id, case when b.subject = 'user' then s.holder_id end),
    coalesce(h.group_id, case when b.subject = 'group' then s.holder_id end),
    greatest(
      max(s.period_start) over (partition by s.limit_id, s.holder_id, s.measure),
      (
        select max(c.period_start) from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
          and c.measure = s.measure
      ))
  from quota_sums as s
  join unnest(v_drifted) as l
    on l.limit_id = s.limit_id and l.holder_id = s.holder_id and l.measure = s.measure
  left join user_tokens as t on t.tenant_id = p_tenant_id and t.id = s.holder_id
  left join provider_channels as h on h.tenant_id = p_tenant_id and h.id = s.holder_id
  left join budgets as b on b.tenant_id = p_tenant_id and b.id = s.limit_id
  where s.tenant_id = p_tenant_id
  on conflict do nothing;
  -- gives back, also in the ledger, what is held for reservations that no longer exist
  select coalesce(
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, null::text, null::text, c.slot, c.period_start,
        coalesce(o.held, 0) - coalesce(s.held, 0), 0
      )::quota_line),
    '{}')
  into v_lines
  from quota_counters as c
  join unnest(v_drifted) as l
    on l.limit_id = c.limit_id and l.holder_id = c.holder_id and l.measure = c.measure
  left join quota_sums as s
    on s.tenant_id = c.tenant_id and s.limit_id = c.limit_id and s.holder_id = c.holder_id
    and s.measure = c.measure and s.slot = c.slot and s.period_start = c.period_start
  left join (
    select h.limit_id, h.holder_id, h.measure, h.slot, h.period_start, sum(h.held) as held
    from quota_reservations as r
    cross join lateral unnest(r.lines) as h
    where r.tenant_id = p_tenant_id and r.state = 'reserved'
    group by h.limit_id, h.holder_id, h.measure, h.slot, h.period_start
  ) as o
    on o.limit_id = c.limit_id and o.holder_id = c.holder_id and o.measure = c.measure
    and o.slot = c.slot and o.period_start = c.period_start
  where c.tenant_id = p_tenant_id and coalesce(o.held, 0) <> coalesce(s.held, 0);
  if cardinality(v_lines) > 0 then
    insert into quota_entries (tenant_id, reservation_id, kind, lines, reason, recorded_at)
    values (p_tenant_id, p_id, 'adjust', v_lines, p_reason, statement_time());
  end if;
  select coalesce(
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, null::text, null::text, c.slot, c.period_start,
        coalesce(s.held, 0) - c.held, coalesce(s.used, 0) - c.used
      )::quota_line),
    '{}')
  into v_lines
  from quota_counters as c
  join unnest(v_drifted) as l
    on l.limit_id = c.limit_id and l.holder_id = c.holder_id and l.measure = c.measure
  left join quota_sums as s
    on s.tenant_id = c.tenant_id and s.limit_id = c.limit_id and s.holder_id = c.holder_id
    and s.measure = c.measure and s.slot = c.slot and s.period_start = c.period_start
  where c.tenant_id = p_tenant_id;
  if cardinality(v_lines) = 0 then
    return 0;
  end if;
  update quota_counters as c
  set held = c.held + l.held, used = c.used + l.used, dealt = null, room = 0
  from unnest(v_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot;
  insert into quota_entries (tenant_id, reservation_id, kind, lines, reason, recorded_at)
  values (p_tenant_id, p_id, 'repair', v_lines, p_reason, statement_time());
  return (select count(*) from unnest(v_lines) as l where l.held <> 0 or l.used <> 0);
end
$$;

revoke execute on function repair_quota(uuid, uuid, text) from public;
grant execute on function repair_quota(uuid, uuid, text) to lyss_system;

comment on function repair_quota(uuid, uuid, text) is
  'Sets the counters of a tenant that have drifted to what the ledger says; returns how many slots.';

select set_config('role', current_setting('lyss.migrating_role'), true);
