-- For functions that look past the policies and ask for nothing else of the scope. Where scopes have to be signed, system
-- work calls them, in a scope that holds and with a reason, and who needs no seal, as after each migration.
--
-- It says who may, and not who may not: that a role has a right is looked at as a statement begins, and within it the
-- role may become any other, or none.
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
