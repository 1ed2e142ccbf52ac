-- Idempotent, and locks in the order of settle_quota.
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
  select * into v_known from lock_reservation(p_tenant_id, p_id);
  if not found then
    return;
  end if;
  if v_known.state <> 'reserved' then
    return query select v_known.state, v_known.settled_amount;
    return;
  end if;
  perform end_reservation(v_known, 'released', null, lines_given_back(v_known.lines));
  return query select 'released'::varchar, null::bigint;
end
$$;

revoke execute on function release_quota(uuid, uuid) from public;
grant execute on function release_quota(uuid, uuid) to authenticated_users, lyss_system;

comment on function release_quota(uuid, uuid) is
  'Ends a reservation of which nothing was used; returns how it ended, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
