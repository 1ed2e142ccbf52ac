-- For functions that change something for one user of the tenant. Nearly all who call it are one: that is asked in
-- one condition. The functions that fail with a reason ask again.
create or replace function require_active_user(p_tenant_id uuid) returns uuid
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') = 'authenticated_users' and ${schema}.current_tenant_id() = p_tenant_id
    and ${schema}.current_tenant_is_active() and ${schema}.current_user_id() is not null
  then
    return ${schema}.current_user_id();
  end if;
  perform ${schema}.refuse_suspended_tenant();
  return ${schema}.require_user(p_tenant_id);
end
$$;

comment on function require_active_user(uuid) is
  'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant, or the tenant is not active.';
