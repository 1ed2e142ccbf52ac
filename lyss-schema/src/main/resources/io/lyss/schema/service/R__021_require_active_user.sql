-- For functions that change something for one user of the tenant.
create or replace function require_active_user(p_tenant_id uuid) returns uuid
language plpgsql stable parallel safe
as $$
begin
  perform ${schema}.refuse_suspended_tenant();
  return ${schema}.require_user(p_tenant_id);
end
$$;

comment on function require_active_user(uuid) is
  'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant, or the tenant is not active.';
