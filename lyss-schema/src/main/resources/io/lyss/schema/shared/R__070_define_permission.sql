-- A host's own permissions are defined once for all tenants. The built-in roles have them at once:
-- a super_admin all of them, a tenant_admin those that stay within the tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function define_permission(
  p_name text, p_description text, p_reach text, p_for_end_users boolean
)
returns setof permissions
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_role roles;
begin
  perform require_system();
  if p_for_end_users and p_reach <> 'tenant' then
    raise exception 'what end users are permitted stays within their tenant'
      using errcode = 'check_violation', constraint = 'permissions_reach_check';
  end if;
  insert into permissions (name, description, reach) values (p_name, p_description, p_reach);
  for v_role in
    select * from roles as r
    where r.tenant_id = platform_tenant_id()
      and (
        r.name = 'super_admin'
        or r.name = 'tenant_admin' and p_reach = 'tenant'
        or r.name = 'end_user' and p_for_end_users
      )
  loop
    insert into role_permissions (tenant_id, role_id, permission_name, reach)
    values (v_role.tenant_id, v_role.id, p_name, p_reach);
  end loop;
  return query select * from permissions as p where p.name = p_name;
end
$$;

revoke execute on function define_permission(text, text, text, boolean) from public;
grant execute on function define_permission(text, text, text, boolean) to lyss_system;

comment on function define_permission(text, text, text, boolean) is
  'Defines a permission, gives it to the built-in roles, and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
