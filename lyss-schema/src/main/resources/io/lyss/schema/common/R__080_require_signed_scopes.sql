-- From now on a scope counts only if a host has signed it. PostgreSQL replans kept plans, so this applies from
-- each session's next statement on. A running statement, and an open cursor, continue with their plans. Only
-- the owner of the schema may call it, because it replaces a function.
create or replace function require_signed_scopes() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if not exists (select from scope_key_ages()) then
    raise exception 'there is no key to sign with: call add_scope_key() first'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return ${schema}.seal_holds();
end
$$;

revoke execute on function require_signed_scopes() from public;

comment on function require_signed_scopes() is
  'From now on a scope counts only if it is signed; called by the owner of the schema.';
