-- For functions that take a scope as bind_scope() does, and bind nothing: whether that scope is told anything. Each
-- login may give the scopes that it may bind, whatever role it has now. Users ask about themselves, and system work
-- about anybody. System work without a reason is told nothing, as in a bound scope.
--
-- Within a bound scope it fails: there other functions answer, and know whether that scope is valid. Where scopes
-- have to be signed it always fails. A connection that has one of the two roles by itself, without user, reason and
-- seal, has bound no scope.
--
-- bindable_role refuses whoever runs with the rights of another in a session of others. This function cannot: it is
-- called by functions of lyss_definer. They pin their path, and it names the schema of all that it calls.
create or replace function require_given_scope(
  p_role name, p_current_user_id text, p_system_reason text, p_user_id integer
)
returns boolean
language plpgsql stable parallel safe
as $$
declare
  v_refusal pg_catalog.text;
begin
  -- One condition, because PL/pgSQL sets each one up again in each transaction. Why it is not met is looked for below.
  if (
    ${schema}.scope_holds()
    and p_role operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
    and pg_catalog.pg_has_role(session_user, p_role, 'set')
    and pg_catalog.current_setting('role') operator(pg_catalog.<>) all ('{authenticated_users,lyss_system}')
  ) is not true
  then
    v_refusal := case
      when not ${schema}.scope_holds() then
        'scopes have to be signed here, and this one is not: give the application its key'
      when pg_catalog.current_setting('role') operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
        and pg_catalog.concat(
          pg_catalog.current_setting('app.current_user_id', true),
          pg_catalog.current_setting('app.system_reason', true),
          pg_catalog.current_setting('app.scope_seal', true)) operator(pg_catalog.<>) '' then
        'a scope is bound to this transaction, so no other one can be given'
      when (
        p_role operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
        and pg_catalog.pg_has_role(session_user, p_role, 'set')
      ) is not true then
        pg_catalog.concat('permission denied to set role "', p_role, '"')
    end;
    if v_refusal is not null then
      raise exception '%', v_refusal using errcode = 'insufficient_privilege';
    end if;
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- A reason that begins with a visible ASCII character is not blank; this check is faster.
    if (p_system_reason operator(pg_catalog.~) '^[!-~]') is not true then
      return coalesce(${schema}.trim_blank(p_system_reason), '') operator(pg_catalog.<>) '';
    end if;
  elsif (p_current_user_id operator(pg_catalog.=) p_user_id::text) is not true then
    raise exception 'users ask about themselves, and system work about anybody'
      using errcode = 'insufficient_privilege';
  end if;
  return true;
end
$$;

revoke execute on function require_given_scope(name, text, text, integer) from public;
grant execute on function require_given_scope(name, text, text, integer) to lyss_definer;

comment on function require_given_scope(name, text, text, integer) is
  'Internal: Fails with 42501 unless the login may give this scope; false for system work without a reason.';
