-- Creates a group without members, for an administrator of the tenant. It is a function because Citus sends an
-- insert with each column that has a default, and nobody may set the times.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function create_group(
  p_tenant_id uuid, p_id uuid, p_name text, p_description text
)
returns setof user_groups
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
begin
  if not current_user_is_tenant_admin() then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return query
    insert into user_groups as g (tenant_id, id, name, description, created_by)
    values (p_tenant_id, p_id, p_name, p_description, v_user)
    returning g.*;
end
$$;

revoke execute on function create_group(uuid, uuid, text, text) from public;
grant execute on function create_group(uuid, uuid, text, text) to authenticated_users;

comment on function create_group(uuid, uuid, text, text) is
  'Creates a group of the tenant, and returns it; fails with 42501 unless the current user administers the tenant.';

select set_config('role', current_setting('lyss.migrating_role'), true);
