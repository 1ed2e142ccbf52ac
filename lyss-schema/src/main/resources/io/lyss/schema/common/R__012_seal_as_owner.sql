-- Seals what is bound, without a signature, for a login that could read the key anyhow: the owner of the schema, who
-- runs its jobs, and who looks past the policies, as who moves tenants does. set role does not change who has
-- logged in. Where scopes need not be signed it does nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function seal_as_owner() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if scope_holds() then
    return;
  end if;
  if not exists (
    select from pg_roles as r
    where r.rolname = session_user
      and (r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, 'lyss_definer', 'set'))
  ) then
    raise exception 'scopes have to be signed here, and % has no key', session_user
      using errcode = 'insufficient_privilege',
        hint = 'Run it as the owner of the schema, or in an application that has the key.';
  elsif strpos(concat(
      current_setting('app.current_tenant_id', true), current_setting('app.suspended_tenant_id', true),
      current_setting('app.current_user_id', true), current_setting('app.current_group_ids', true),
      current_setting('app.current_role', true), current_setting('app.system_reason', true)), chr(31)) > 0 then
    raise exception 'no setting of a scope has the character U+001F in it'
      using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('app.scope_seal', scope_seal(), true);
end
$$;

revoke execute on function seal_as_owner() from public;
grant execute on function seal_as_owner() to authenticated_users, lyss_system;

comment on function seal_as_owner() is
  'Internal: Seals what the owner of the schema has bound; does nothing where scopes need not be signed.';

select set_config('role', current_setting('lyss.migrating_role'), true);
