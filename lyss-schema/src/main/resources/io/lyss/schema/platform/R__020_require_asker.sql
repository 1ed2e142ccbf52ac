-- For functions that take a scope as bind_scope() does, and bind nothing: whether it is one that is told anything.
-- Whoever may become the role may ask, as for bind_scope(): the login, whatever its present role is. Users ask about
-- themselves, and system work about anybody. Without a reason it is told nothing, as in a bound scope.
--
-- Within a scope it fails: there the functions that ask the bound scope answer, and know whether it holds. Where
-- scopes have to be signed it fails always.
--
-- It is called by functions of lyss_definer that pin their path, and names the schema of all that it calls.
create or replace function require_asker(
  p_role name, p_current_user_id text, p_system_reason text, p_user_id integer
)
returns boolean
language plpgsql stable parallel safe
as $$
begin
  -- one condition, because PL/pgSQL sets each one up again in each transaction
  if (
    ${schema}.scope_holds()
    and p_role operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
    and pg_catalog.pg_has_role(session_user, p_role, 'set')
    and pg_catalog.current_setting('role') operator(pg_catalog.<>) all ('{authenticated_users,lyss_system}')
  ) is not true
  then
    raise exception '%', case
      when not ${schema}.scope_holds() then
        'scopes have to be signed here, and this one is not: give the application its key'
      when pg_catalog.current_setting('role') operator(pg_catalog.=) any ('{authenticated_users,lyss_system}') then
        'this is for those who have bound no scope'
      else pg_catalog.concat('permission denied to set role "', p_role, '"')
    end
      using errcode = 'insufficient_privilege';
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

revoke execute on function require_asker(name, text, text, integer) from public;
grant execute on function require_asker(name, text, text, integer) to lyss_definer;

comment on function require_asker(name, text, text, integer) is
  'Internal: Fails with 42501 unless the login may ask in this scope; false for system work without a reason.';
