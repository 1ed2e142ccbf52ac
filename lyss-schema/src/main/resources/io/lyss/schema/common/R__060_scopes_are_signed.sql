create or replace function scopes_are_signed() returns boolean
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select pg_get_function_sqlbody('scope_holds()'::regprocedure) <> 'RETURN true'
$$;

comment on function scopes_are_signed() is
  'Whether a scope counts only if it is signed, as require_signed_scopes() has it.';
