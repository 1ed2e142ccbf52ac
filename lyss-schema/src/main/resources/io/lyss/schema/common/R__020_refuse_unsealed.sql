-- For functions that bypass the policies and require nothing else of the scope. Where scopes have to be signed,
-- their caller has to be system work, in a valid scope with a reason, or a login that needs no seal, such as
-- the one that migrates.
--
-- It lists who may, not who may not. PostgreSQL checks a role's right to a function as a statement begins;
-- within the statement the role may become any other, or none.
create or replace function refuse_unsealed() returns void
language plpgsql stable
as $$
begin
  if current_setting('role') = 'lyss_system' and ${schema}.current_system_reason() is not null then
    return;
  elsif not ${schema}.needs_no_seal() then
    raise exception 'scopes have to be signed here, and this takes one of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

comment on function refuse_unsealed() is
  'Internal: Where scopes have to be signed, fails with 42501 but for signed system work and for the owner of the schema.';
