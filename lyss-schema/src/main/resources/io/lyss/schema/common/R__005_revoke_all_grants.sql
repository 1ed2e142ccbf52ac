-- Revokes every right on every relation of this schema from the roles of scopes. The grants file calls it
-- first; so that file alone says what is granted, also where a host has set default privileges.
create or replace function revoke_all_grants() returns void
language plpgsql volatile
as $$
declare
  v_relation regclass;
begin
  for v_relation in
    select oid
    from pg_catalog.pg_class
    where relnamespace = to_regnamespace('${schema}')
      and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) = current_user
  loop
    execute format(
      'revoke all on %s from public, authenticated_users, lyss_system', v_relation);
  end loop;
end
$$;

revoke execute on function revoke_all_grants() from public;

comment on function revoke_all_grants() is
  'Internal: Revokes every right on every relation of this schema; the grants file grants some again.';
