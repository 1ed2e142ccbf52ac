-- Binds a scope to the transaction: the role, so that row-level security holds whoever has logged
-- in, who the current user is, and whether that is an administrator. An inactive user, or one who is
-- not there, is bound as nobody: so no policy and no function has to ask for status or role again.
--
-- It runs on the search path of the login, as the statements after it do, and leaves that alone; so all that it
-- calls says where it is, operators too.
-- The id is compared as it was given, as row-level security keeps current_user_id() from the index: its
-- coalesce counts as something that might tell of rows.
create or replace function bind_scope(p_role text, p_user_id text, p_system_reason text)
returns void
language plpgsql volatile
as $$
declare
  v_user_role pg_catalog.text;
  v_unset pg_catalog.int4;
begin
  -- assigned, as that is worked out in place; "perform" sets up a query
  v_unset := pg_catalog.num_nulls(
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.current_role', '', true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true));
  -- it would see nothing, and nobody would know why
  if not ${schema}.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  -- another role would have to plan the query anew
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
  -- what begins with a visible character of ASCII is not blank, and that is quicker to see
  elsif p_system_reason operator(pg_catalog.!~) '^[!-~]' then
    if ${schema}.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
      perform pg_catalog.set_config('app.system_reason', '', true);
    end if;
  end if;
end
$$;

comment on function bind_scope(text, text, text) is
  'Internal: Binds a scope to the transaction: role, user, reason. An inactive user is bound as nobody.';
