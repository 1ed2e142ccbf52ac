-- An administrator of the tenant, or system work, sets for how many days the tenant keeps rows that nobody
-- touches; null for as long as the platform keeps them. purge_plan() shows beforehand what would be deleted.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_retention(p_tenant_id uuid, p_keep_days integer)
returns setof tenant_retention
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if p_keep_days is null then
    delete from tenant_retention as r where r.tenant_id = p_tenant_id;
    return;
  end if;
  return query
    insert into tenant_retention as r (tenant_id, keep_days, set_by)
    values (p_tenant_id, p_keep_days, current_user_id())
    on conflict (tenant_id) do update
    set keep_days = excluded.keep_days, set_by = excluded.set_by, set_at = excluded.set_at
    returning r.*;
end
$$;

revoke execute on function set_retention(uuid, integer) from public;
grant execute on function set_retention(uuid, integer) to authenticated_users, lyss_system;

comment on function set_retention(uuid, integer) is
  'Sets for how many days a tenant keeps rows that nobody touches, and returns it; null for as long as the platform does.';

select set_config('role', current_setting('lyss.migrating_role'), true);
