-- Whether what is called is allowed without a scope that holds: everybody where scopes need not be signed; where they have
-- to be, a login that could read the keys anyhow. That is the owner of the schema, who runs its jobs, and who looks past
-- the policies, as who moves tenants does. It asks who has logged in: a role can be set, and left, within a statement.
create or replace function needs_no_seal() returns boolean
language sql stable
set search_path = ${schema}, pg_temp
return not scopes_are_signed() or exists (
  select from pg_roles as r
  where r.rolname = session_user
    and (r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, 'lyss_definer', 'set')));

comment on function needs_no_seal() is
  'Internal: Whether scopes need not be signed, or whoever has logged in may do without.';
