-- Grants the owner of the schema something of what lyss_definer owns: the owner has whatever name a host gives it.
-- Files of this number call it, too, so its name sorts before theirs.
create or replace function allow_owner(p_what text) returns void
language plpgsql volatile
as $$
begin
  execute pg_catalog.format(
    'grant %s to %I', p_what,
    (
      select pg_catalog.pg_get_userbyid(p.proowner) from pg_catalog.pg_proc as p
      where p.oid = '${schema}.trim_blank(text)'::regprocedure
    ));
end
$$;

revoke execute on function allow_owner(text) from public;
grant execute on function allow_owner(text) to lyss_definer;

comment on function allow_owner(text) is
  'Internal: Grants the owner of the schema a right to what lyss_definer owns, such as "select on maintenance".';
