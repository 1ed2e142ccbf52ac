-- The new slot takes half of the room of one that the caller has locked, so nobody else has to be waited for.
-- Its number is that of the old one with one higher bit: the holder of a slot can make the slots of its bits,
-- and no two holders make the same.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function split_slot(p_tenant_id uuid, p_limit quota_limit, p_slot smallint) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_slot quota_counters;
  v_number smallint;
  v_room numeric;
  v_rest numeric;
begin
  select * into v_slot from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id and c.holder_id = p_limit.holder_id
    and c.measure = p_limit.measure and c.slot = p_slot;
  if v_slot.room is null or v_slot.room < 2 * greatest(p_limit.needed, 1) then
    return;
  end if;
  v_number := (
    select min(p_slot + b.bit)
    from unnest(array[1, 2, 4, 8, 16]) as b (bit)
    where b.bit > p_slot
      and not exists (
        select c.slot from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
          and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure
          and c.slot = p_slot + b.bit)
  );
  if v_number is null then
    return;
  end if;
  v_room := case
    when v_slot.room = 'Infinity' then v_slot.room
    else trunc(v_slot.room / 2, case p_limit.unit when 'cost' then 8 else 0 end)
  end;
  v_rest := case when v_slot.room = 'Infinity' then v_slot.room else v_slot.room - v_room end;
  insert into quota_counters
    (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start, warned, dealt, room)
  values
    (p_tenant_id, v_slot.limit_id, v_slot.holder_id, v_slot.measure, v_number, v_slot.user_id,
      v_slot.group_id, v_slot.period_start, v_slot.warned, v_slot.dealt, v_room);
  update quota_counters as c
  set room = v_rest
  where c.tenant_id = p_tenant_id and c.limit_id = v_slot.limit_id and c.holder_id = v_slot.holder_id
    and c.measure = v_slot.measure and c.slot = p_slot;
end
$$;

revoke execute on function split_slot(uuid, quota_limit, smallint) from public;

comment on function split_slot(uuid, quota_limit, smallint) is
  'Internal: Splits a slot of a limit that several requests want at once: the new slot gets half of its room.';

select set_config('role', current_setting('lyss.migrating_role'), true);
