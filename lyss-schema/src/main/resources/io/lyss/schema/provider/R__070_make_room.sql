-- Makes room for a request in one slot of each limit, if the limit has it: it begins a new period, applies a
-- changed limit, and shares out again where slots have too little. The caller has locked all slots.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function make_room(p_tenant_id uuid, p_limits quota_limit[])
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_left record;
  v_limit quota_limit;
begin
  -- in the order in which all sessions lock, because sharing out may publish an event
  for v_left in
    select q.*
    from quota_left(p_tenant_id, p_limits) as q
    cross join lateral (select (p_limits[q.number]).*) as l
    order by l.limit_id, l.holder_id, l.measure
  loop
    v_limit := p_limits[v_left.number];
    if not v_left.current then
      update quota_counters as c
      set period_start = v_limit.period_start, held = 0, used = 0, dealt = null, room = 0,
        warned = null
      where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
        and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure;
    elsif v_left.fits > 0 then
      continue;
    end if;
    perform deal_quota(
      p_tenant_id => p_tenant_id, p_limit_id => v_limit.limit_id, p_holder_id => v_limit.holder_id,
      p_measure => v_limit.measure, p_unit => v_limit.unit, p_hard_limit => v_limit.hard_limit,
      p_soft_limit => v_limit.soft_limit, p_needed => v_limit.needed);
  end loop;
end
$$;

revoke execute on function make_room(uuid, quota_limit[]) from public;

comment on function make_room(uuid, quota_limit[]) is
  'Internal: Shares out what is left of some limits so that a request finds room.';

select set_config('role', current_setting('lyss.migrating_role'), true);
