-- An administrator of the tenant creates users and changes their role and status while the tenant
-- is active; system work does at any time.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_user_admin(p_tenant_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if current_setting('role') <> 'lyss_system' and not current_tenant_is_active() then
    raise exception 'the tenant is not active' using errcode = 'insufficient_privilege';
  end if;
end
$$;

revoke execute on function require_user_admin(uuid) from public;

comment on function require_user_admin(uuid) is
  'Internal: Fails with 42501 unless the scope may create users of the tenant and change their role and status.';

select set_config('role', current_setting('lyss.migrating_role'), true);
