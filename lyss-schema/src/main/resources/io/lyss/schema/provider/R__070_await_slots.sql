-- It goes limit by limit, in the order in which all sessions lock them. So no two wait for each other, though
-- each may wait for a limit while it holds slots of earlier ones.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function await_slots(p_tenant_id uuid, p_limits quota_limit[]) returns smallint[]
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_slots smallint[];
  v_number bigint;
begin
  for v_number in
    select l.number
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
    order by l.limit_id, l.holder_id, l.measure
  loop
    v_slots[v_number] := await_slot(p_tenant_id, p_limits[v_number]);
  end loop;
  return v_slots;
end
$$;

revoke execute on function await_slots(uuid, quota_limit[]) from public;

comment on function await_slots(uuid, quota_limit[]) is
  'Internal: Waits for a slot of each limit, and locks it; null for a limit of which all slots are locked.';

select set_config('role', current_setting('lyss.migrating_role'), true);
