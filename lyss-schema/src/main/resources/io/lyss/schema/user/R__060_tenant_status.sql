-- For moving or erasing a tenant: whether it is closed.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function tenant_status(p_tenant_id uuid) returns text
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return (select t.status from tenants as t where t.id = p_tenant_id);
end
$$;

revoke execute on function tenant_status(uuid) from public;
grant execute on function tenant_status(uuid) to lyss_system;

comment on function tenant_status(uuid) is
  'Returns active, suspended or deleted; null for a tenant that is not known here.';

select set_config('role', current_setting('lyss.migrating_role'), true);
