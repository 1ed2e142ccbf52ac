-- For functions that act for one user of the tenant.
create or replace function require_user(p_tenant_id uuid) returns uuid
language plpgsql stable parallel safe
as $$
begin
  if ${schema}.require_tenant() is distinct from p_tenant_id
    or ${schema}.current_user_id() is null then
    raise exception 'this takes the scope of a user of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return ${schema}.current_user_id();
end
$$;

comment on function require_user(uuid) is
  'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant.';
