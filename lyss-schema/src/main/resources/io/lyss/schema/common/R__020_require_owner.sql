-- For what system work may not do, because it could cover its own traces. It checks the login, which only a
-- superuser can change: a role can be set, and left, within a statement. The owner of the audit log can drop it
-- anyway.
create or replace function require_owner(p_what text) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_owner constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'audit_logs'::regclass);
begin
  if not pg_has_role(session_user, v_owner, 'member') then
    raise exception '% logged in, and only % may %', session_user, v_owner, p_what
      using
        errcode = 'insufficient_privilege',
        hint = format('Log in as %s, and bind the scope of system work as always.', v_owner);
  end if;
end
$$;

revoke execute on function require_owner(text) from public;
grant execute on function require_owner(text) to lyss_definer;

comment on function require_owner(text) is
  'Internal: Fails with 42501 unless the login is the owner of the schema or a member of it.';
