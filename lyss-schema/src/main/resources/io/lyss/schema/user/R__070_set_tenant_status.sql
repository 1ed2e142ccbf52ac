-- Setting the status that a tenant has already changes nothing and publishes no event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_tenant_status(p_id uuid, p_status text) returns setof tenants
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if p_status = 'active' then
    perform from erasures as e where e.tenant_id = p_id and e.user_id = p_id;
    if found then
      raise exception 'the tenant % is being erased, or was', p_id
        using
          errcode = 'check_violation',
          constraint = 'tenant_erased',
          hint = 'It cannot be restored.';
    end if;
  end if;
  update tenants as t set status = p_status where t.id = p_id and t.status <> p_status;
  if found then
    perform publish_tenant(
      p_id, 'tenant.' || case p_status when 'active' then 'restored' else p_status end);
  end if;
  return query select * from tenants as t where t.id = p_id;
end
$$;

revoke execute on function set_tenant_status(uuid, text) from public;
grant execute on function set_tenant_status(uuid, text) to lyss_system;

comment on function set_tenant_status(uuid, text) is
  'Suspends (suspended), deletes (deleted) or restores (active) a tenant; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
