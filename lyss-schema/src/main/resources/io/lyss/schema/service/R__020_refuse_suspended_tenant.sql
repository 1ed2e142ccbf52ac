-- The user database knows whether a tenant is active, and binds that with its scope. The other
-- databases do not know; there the caller decides whether to bind the scope of a suspended tenant.
create or replace function refuse_suspended_tenant() returns void
language plpgsql stable parallel safe
as $$
begin
  if nullif(current_setting('app.suspended_tenant_id', true), '')::uuid
    = ${schema}.current_tenant_id() then
    raise exception 'the tenant is not active' using errcode = 'insufficient_privilege';
  end if;
end
$$;

comment on function refuse_suspended_tenant() is
  'Internal: Fails with 42501 where the scope is known to be that of a tenant that is not active.';
