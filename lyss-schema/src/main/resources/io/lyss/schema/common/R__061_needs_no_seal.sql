-- Whether a call is allowed without a valid seal. Where scopes need not be signed, it always is. Elsewhere it
-- is for a login that could read the keys anyway: the owner of the schema, who runs its jobs, and a login that
-- bypasses the policies, as for moving tenants. It checks the login, because a role can be set, and left,
-- within a statement.
--
-- In PL/pgSQL, because Citus makes on its nodes what the text of an SQL function depends on, and lyss_owner may make
-- no view of the catalog there.
create or replace function needs_no_seal() returns boolean
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if not scopes_are_signed() then
    return true;
  end if;
  return exists (
    select from pg_roles as r
    where r.rolname = session_user
      and (r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, 'lyss_definer', 'set')));
end
$$;

comment on function needs_no_seal() is
  'Internal: Whether scopes need not be signed, or this login needs no seal.';
