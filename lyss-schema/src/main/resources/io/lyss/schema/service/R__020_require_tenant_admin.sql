-- System work names the tenant that it means; a caller in a tenant's scope can only mean that
-- tenant, and has to be its administrator, while the tenant is active.
create or replace function require_tenant_admin(p_tenant_id uuid) returns void
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') = 'lyss_system' then
    perform ${schema}.require_system();
  elsif ${schema}.require_tenant() <> p_tenant_id
    or not ${schema}.current_user_is_tenant_admin() then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  perform ${schema}.refuse_suspended_tenant();
end
$$;

comment on function require_tenant_admin(uuid) is
  'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant while it is active.';
