-- A function that looks past the policies calls one of the functions require_... before it does
-- anything.
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
  'Internal: The tenant of the scope; fails with 42501 where the scope is not a tenant''s.';
