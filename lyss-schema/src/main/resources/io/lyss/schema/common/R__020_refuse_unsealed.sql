-- For functions that look past the policies and ask for nothing else of the scope: who has become a role without a
-- scope that holds, where scopes have to be signed, calls none of them. The owner of the schema calls them without a
-- role, as after each migration.
create or replace function refuse_unsealed() returns void
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') in ('authenticated_users', 'lyss_system') and not ${schema}.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

comment on function refuse_unsealed() is
  'Internal: Fails with 42501 in a role whose scope has to be signed, and is not.';
