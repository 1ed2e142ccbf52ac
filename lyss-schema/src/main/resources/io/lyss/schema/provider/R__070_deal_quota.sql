-- Shares out the room of one limit among its slots, which the caller has locked. It shares up to the soft limit
-- first. When that is not enough, that is published once a period, and the rest is shared, too. Where more was
-- used than the limit has, nothing is shared. The need is null where it is unknown: then something has to be
-- left.
--
-- The first slot gets the remainder of the division, and everything where a share would be less than the need.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function deal_quota(
  p_tenant_id uuid,
  p_limit_id uuid,
  p_holder_id uuid,
  p_measure text,
  p_unit text,
  p_hard_limit numeric,
  p_soft_limit numeric,
  p_needed numeric
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_slots integer;
  v_taken numeric;
  v_warned numeric;
  v_limit numeric;
  v_room numeric;
  v_share numeric;
begin
  select count(*), sum(c.held + c.used), max(c.warned)
  into v_slots, v_taken, v_warned
  from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
  if p_soft_limit <> coalesce(v_warned, -1)
    and coalesce(v_taken + p_needed > p_soft_limit, v_taken >= p_soft_limit) then
    v_warned := p_soft_limit;
    perform publish_event(
      p_tenant_id,
      'budget:' || p_limit_id,
      'budget.soft_limit_reached',
      jsonb_build_object('holderId', p_holder_id, 'softLimit', p_soft_limit, 'used', v_taken));
  end if;

  v_limit := limit_dealt(p_hard_limit, p_soft_limit, v_warned);
  v_room := v_limit - v_taken;
  v_share := case
    when v_room = 'Infinity' then v_room
    else trunc(v_room / v_slots, case p_unit when 'cost' then 8 else 0 end)
  end;
  if v_share < p_needed then
    v_share := 0;
  end if;
  update quota_counters as c
  set
    warned = v_warned,
    dealt = case when v_room >= 0 then v_limit end,
    room = case
      when v_room < 0 then 0
      when c.slot > 0 or v_room = 'Infinity' then v_share
      else v_room - v_share * (v_slots - 1)
    end
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
end
$$;

revoke execute on function
  deal_quota(uuid, uuid, uuid, text, text, numeric, numeric, numeric)
  from public;

comment on function deal_quota(uuid, uuid, uuid, text, text, numeric, numeric, numeric) is
  'Internal: Shares out the room of a limit among its slots.';

select set_config('role', current_setting('lyss.migrating_role'), true);
