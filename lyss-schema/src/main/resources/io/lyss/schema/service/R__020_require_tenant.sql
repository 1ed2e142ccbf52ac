-- A function that bypasses the policies first calls one of the functions require_...
create or replace function require_tenant() returns uuid
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') <> 'authenticated_users' or ${schema}.current_tenant_id() is null then
    raise exception 'this takes the scope of a tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return ${schema}.current_tenant_id();
end
$$;

comment on function require_tenant() is
  'Internal: Returns the tenant of the scope; fails with 42501 in any other scope.';
