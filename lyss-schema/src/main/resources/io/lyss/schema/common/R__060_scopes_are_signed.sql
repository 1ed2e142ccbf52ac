create or replace function scopes_are_signed() returns boolean
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select pg_get_function_sqlbody('scope_holds()'::regprocedure) <> 'RETURN true'
$$;

comment on function scopes_are_signed() is
  'Whether scopes have to be signed; require_signed_scopes() sets it.';
