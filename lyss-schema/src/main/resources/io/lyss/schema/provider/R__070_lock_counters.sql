-- Locks all slots of the limits of some lines: limit by limit, and in each its slots by number. All sessions
-- that wait for counters take them in this order, so no two wait for each other. If a slot was split while it
-- waited for another, it releases all and begins again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_counters(p_tenant_id uuid, p_lines quota_line[]) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_limit record;
  v_locked bigint;
  v_slots bigint;
begin
  for v_limit in
    select distinct l.limit_id, l.holder_id, l.measure
    from unnest(p_lines) as l
    order by l.limit_id, l.holder_id, l.measure
  loop
    loop
      begin
        perform c.slot from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
          and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure
        order by c.slot
        for no key update;
        get diagnostics v_locked = row_count;
        select count(*) into v_slots from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
          and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure;
        exit when v_locked = v_slots;
        raise sqlstate 'LYQ02';
      exception
        when sqlstate 'LYQ02' then
          null;
      end;
    end loop;
  end loop;
end
$$;

revoke execute on function lock_counters(uuid, quota_line[]) from public;

comment on function lock_counters(uuid, quota_line[]) is
  'Internal: Locks all slots of some limits, in the order in which all sessions do.';

select set_config('role', current_setting('lyss.migrating_role'), true);
