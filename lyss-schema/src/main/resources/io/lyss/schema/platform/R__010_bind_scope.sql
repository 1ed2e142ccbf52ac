-- Binds a scope to the transaction: the role, so that row-level security holds whoever has logged
-- in, and who the current user is. An inactive user, or one who is not there, is bound as nobody:
-- so no policy and no function has to ask for the status again.
--
-- The search path comes first: until then a name could mean what somebody has put on the login's.
create or replace function bind_scope(p_role text, p_user_id text, p_system_reason text)
returns void
language plpgsql volatile
as $$
begin
  set local search_path = pg_catalog, pg_temp;
  perform
    set_config('role', p_role, true),
    set_config('app.current_user_id', p_user_id, true),
    set_config('app.system_reason', p_system_reason, true);
  -- another role would have to plan the query anew
  if p_role = 'authenticated_users' then
    perform from ${schema}.users as u where u.id = ${schema}.current_user_id() and u.is_active;
    if not found then
      perform set_config('app.current_user_id', '', true);
    end if;
  end if;
end
$$;

comment on function bind_scope(text, text, text) is
  'Internal: Binds a scope to the transaction: role, user, reason. An inactive user is bound as nobody.';
