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
  'Internal: The user of the scope; fails with 42501 where the scope is not one of that tenant''s users, or the tenant is not active.';
