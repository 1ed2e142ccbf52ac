-- A tenant's administrators, and system work, create, change and delete its own roles.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_role_admin(p_tenant_id uuid) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if p_tenant_id = platform_tenant_id() then
    raise exception 'the built-in roles are changed by nobody'
      using errcode = 'insufficient_privilege', hint = 'Make a role of the tenant';
  end if;
end
$$;

revoke execute on function require_role_admin(uuid) from public;

comment on function require_role_admin(uuid) is
  'Internal: Fails with 42501 unless the scope may change the roles of the tenant.';

select set_config('role', current_setting('lyss.migrating_role'), true);
