-- System work names the tenant that it means. A caller in a tenant's scope can only mean that tenant, and has
-- to be its administrator. Both may read on when the tenant is closed.
create or replace function require_sight_of_tenant(p_tenant_id uuid) returns void
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
end
$$;

comment on function require_sight_of_tenant(uuid) is
  'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant.';
