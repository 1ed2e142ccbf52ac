-- What a function that looks past the policies asks before it does anything.
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
  'Internal: The user of the scope; fails with 42501 where the scope is not one of that tenant''s users.';

create or replace function require_system() returns text
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') <> 'lyss_system' or ${schema}.current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  return ${schema}.current_system_reason();
end
$$;

comment on function require_system() is
  'Internal: The reason of the system scope; fails with 42501 in any other.';

-- System work says which tenant it means; whoever is in a tenant's scope can only mean that one, and
-- has to be its administrator.
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
end
$$;

comment on function require_tenant_admin(uuid) is
  'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant.';

-- The user database knows whether a tenant is active, and binds that with its scope; the others do
-- not, and let their own callers decide.
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
