-- A permission that reaches beyond the tenant is refused to every caller. The constraints of role_permissions
-- refuse it, too; here the error names it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function permit(p_tenant_id uuid, p_role_id uuid, p_permissions text[])
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_name text;
begin
  foreach v_name in array p_permissions loop
    perform require_permission(v_name);
    if exists (select from permissions as p where p.name = v_name and p.reach <> 'tenant') then
      raise exception 'the permission % reaches beyond the tenant', v_name
        using errcode = 'check_violation', constraint = 'role_permissions_reach_tenant_id_check';
    end if;
    insert into role_permissions (tenant_id, role_id, permission_name)
    values (p_tenant_id, p_role_id, v_name)
    on conflict (tenant_id, role_id, permission_name) do nothing;
  end loop;
end
$$;

revoke execute on function permit(uuid, uuid, text[]) from public;

comment on function permit(uuid, uuid, text[]) is
  'Internal: Adds permissions to a role; for the functions that change one.';

select set_config('role', current_setting('lyss.migrating_role'), true);
