-- A check constraint refuses what a slot has no room for.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_to_counters(p_tenant_id uuid, p_lines quota_line[]) returns void
language plpgsql volatile
as $$
begin
  with locked as materialized (
    select c.limit_id, c.holder_id, c.measure, c.slot, l.held, l.used
    from unnest(p_lines) as l
    join ${schema}.quota_counters as c
      on c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
      and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start
    order by c.limit_id, c.holder_id, c.measure, c.slot
    for no key update of c
  )
  update ${schema}.quota_counters as c
  set
    held = c.held + l.held,
    used = c.used + l.used,
    room = case when c.dealt is null then 0 else c.room - l.held - l.used end
  from locked as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot;
end
$$;

revoke execute on function add_to_counters(uuid, quota_line[]) from public;

comment on function add_to_counters(uuid, quota_line[]) is
  'Internal: Changes counters by some lines, or fails where a slot has too little room.';

select set_config('role', current_setting('lyss.migrating_role'), true);
