-- Stores the state of a tenant that the database of tenants has published. The state is whole, so nothing is
-- merged: a later one replaces the stored one, and any other changes nothing. So states may arrive again, late,
-- and in any order.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function accept_tenant(p_tenant_id uuid, p_state jsonb) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if p_state ->> 'status' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a tenant: it has no status or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_tenant_state',
        hint = 'Hand over the payload of an event tenant.*';
  end if;
  insert into known_tenants as k (tenant_id, status, changed_at)
  values (p_tenant_id, p_state ->> 'status', (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id) do update
  set status = excluded.status, changed_at = excluded.changed_at
  where k.changed_at < excluded.changed_at;
  return found;
end
$$;

revoke execute on function accept_tenant(uuid, jsonb) from public;
grant execute on function accept_tenant(uuid, jsonb) to lyss_system;

comment on function accept_tenant(uuid, jsonb) is
  'Stores a published state of a tenant; false if the stored one is as late.';

select set_config('role', current_setting('lyss.migrating_role'), true);
