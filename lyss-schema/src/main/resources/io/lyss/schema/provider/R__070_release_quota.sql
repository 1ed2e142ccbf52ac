-- It is idempotent, and locks in the order of settle_quota.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function release_quota(p_tenant_id uuid, p_id uuid)
returns table (state varchar, settled_amount bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_known quota_reservations;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  v_known := lock_reservation(p_tenant_id, p_id);
  if v_known.id is null then
    return;
  end if;
  if v_known.state = 'reserved' then
    perform end_reservation(v_known, 'released', null, lines_given_back(v_known.lines));
    state := 'released';
  else
    state := v_known.state;
    settled_amount := v_known.settled_amount;
  end if;
  return next;
end
$$;

revoke execute on function release_quota(uuid, uuid) from public;
grant execute on function release_quota(uuid, uuid) to authenticated_users, lyss_system;

comment on function release_quota(uuid, uuid) is
  'Ends a reservation of which nothing was used; returns how it ended, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
