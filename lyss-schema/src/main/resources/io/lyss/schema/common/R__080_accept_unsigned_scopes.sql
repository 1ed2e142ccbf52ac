-- Undoes require_signed_scopes(): a scope counts again whether it is signed or not. The keys stay.
create or replace function accept_unsigned_scopes() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return true;
end
$$;

revoke execute on function accept_unsigned_scopes() from public;

comment on function accept_unsigned_scopes() is
  'A scope counts whether it is signed or not; called by the owner of the schema.';
