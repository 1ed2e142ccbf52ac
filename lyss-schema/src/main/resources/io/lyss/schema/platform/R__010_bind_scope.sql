-- Binds a scope to the transaction: the role, so that row-level security applies whatever the login, the
-- current user, and whether that is an administrator. An inactive or unknown user is bound as nobody, so no
-- policy and no function has to check status or role again.
--
-- It keeps the search path of the login, on which the statements after it run, too. So it names the schema of
-- all that it calls, operators included. The id is compared with the argument: row-level security would not let
-- current_user_id() use the index, because its coalesce is not leakproof.
create or replace function bind_scope(p_role text, p_user_id text, p_system_reason text)
returns void
language plpgsql volatile
as $$
declare
  v_user_role pg_catalog.text;
  v_unset pg_catalog.int4;
begin
  -- assigned, because PL/pgSQL computes an assignment in place, while "perform" sets up a query
  v_unset := pg_catalog.num_nulls(
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.current_role', '', true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true));
  -- It would see nothing, and nobody would know why.
  if not ${schema}.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  -- For another role the query would have to be planned anew.
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    select u.role into v_user_role
    from ${schema}.users as u
    where u.id operator(pg_catalog.=) case when p_user_id operator(pg_catalog.<>) '' then p_user_id::integer end
      and u.is_active;
    if not found then
      perform pg_catalog.set_config('app.current_user_id', '', true);
    elsif v_user_role operator(pg_catalog.=) 'admin' then
      perform pg_catalog.set_config('app.current_role', 'admin', true);
    end if;
  -- A reason that begins with a visible ASCII character is not blank; this check is faster.
  elsif p_system_reason operator(pg_catalog.!~) '^[!-~]' then
    if ${schema}.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
      perform pg_catalog.set_config('app.system_reason', '', true);
    end if;
  end if;
end
$$;

comment on function bind_scope(text, text, text) is
  'Internal: Binds a scope to the transaction: role, user, reason. An inactive user is bound as nobody.';
