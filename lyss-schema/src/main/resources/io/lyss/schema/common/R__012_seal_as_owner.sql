-- Seals what is bound, without a signature, for a login that could read the keys anyway (needs_no_seal()).
-- Where scopes need not be signed it does nothing.
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
  if not needs_no_seal() then
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
