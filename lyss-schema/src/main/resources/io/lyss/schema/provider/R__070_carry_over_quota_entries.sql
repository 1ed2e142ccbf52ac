-- The part of close_quota_entries() that reads and enters, with the caller's rights.
create or replace function carry_over_quota_entries(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  -- one by one where Citus asks a node for each
  v_at_once constant integer := case when is_on_citus() then 1 else 1000 end;
  v_tenants uuid[];
  v_tenant_id uuid;
  v_lines quota_line[];
begin
  select array_agg(distinct e.tenant_id) into v_tenants from quota_entries as e
  where e.recorded_at >= p_from and e.recorded_at < p_to;
  while cardinality(v_tenants) > 0 loop
    for v_tenant_id, v_lines in
      select
        s.tenant_id,
        array_agg(
          row(
            s.limit_id, s.holder_id, s.measure, null, null, s.slot, s.period_start, s.held, s.used
          )::quota_line)
      from (
        select
          e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start,
          sum(l.held) as held,
          sum(l.used) as used,
          -- keeps an entry at a readable size
          row_number() over (partition by e.tenant_id) / 1000 as part
        from quota_entries as e
        cross join lateral unnest(e.lines) as l
        where e.tenant_id = any (v_tenants[:v_at_once]) and e.recorded_at >= p_from and e.recorded_at < p_to
          and e.kind not in ('add', 'repair')
        group by e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start
        having sum(l.held) <> 0 or sum(l.used) <> 0
      ) as s
      where s.period_start = '-infinity'
        or exists (
          select 1 from quota_counters as c
          where c.tenant_id = s.tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
            and c.measure = s.measure and c.slot = s.slot and c.period_start = s.period_start)
      group by s.tenant_id, s.part
    loop
      insert into quota_entries (tenant_id, reservation_id, kind, lines, recorded_at)
      values (v_tenant_id, gen_random_uuid(), 'close', v_lines, statement_time());
    end loop;
    v_tenants := v_tenants[v_at_once + 1:];
  end loop;
end
$$;

revoke execute on function carry_over_quota_entries(timestamptz, timestamptz) from public;
grant execute on function carry_over_quota_entries(timestamptz, timestamptz) to lyss_definer;

comment on function carry_over_quota_entries(timestamptz, timestamptz) is
  'Internal: As close_quota_entries, of the rows that the caller sees.';
