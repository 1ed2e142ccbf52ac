-- Users end their own reservations; system work may end anybody's.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_reservation(p_tenant_id uuid, p_id uuid)
returns quota_reservations
language plpgsql volatile
as $$
declare
  v_system constant boolean := ${schema}.require_user_or_system(p_tenant_id);
  v_user_id constant uuid := ${schema}.current_user_id();
  v_known ${schema}.quota_reservations;
begin
  select * into v_known from ${schema}.quota_reservations as r
  where r.tenant_id = p_tenant_id and r.id = p_id and (v_system or r.user_id = v_user_id)
  for no key update;
  return v_known;
end
$$;

revoke execute on function lock_reservation(uuid, uuid) from public;

comment on function lock_reservation(uuid, uuid) is
  'Internal: Locks a reservation that the caller may end, and returns it; null if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
