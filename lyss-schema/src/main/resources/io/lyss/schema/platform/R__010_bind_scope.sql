-- Binds a scope to the transaction: the role, so that row-level security holds whoever has logged
-- in, who the current user is, and whether that is an administrator. An inactive user, or one who is
-- not there, is bound as nobody: so no policy and no function has to ask for status or role again.
--
-- The search path comes first: until then a name could mean what somebody has put on the login's.
-- It is the one that functions pin: a plan that is kept is made again wherever the path is another.
-- The id is compared as it was given, as row-level security keeps current_user_id() from the index: its
-- coalesce counts as something that might tell of rows.
create or replace function bind_scope(p_role text, p_user_id text, p_system_reason text)
returns void
language plpgsql volatile
as $$
declare
  v_user_role text;
begin
  set local search_path = ${schema}, pg_temp;
  perform
    set_config('role', p_role, true),
    set_config('app.current_user_id', p_user_id, true),
    set_config('app.current_role', '', true),
    set_config('app.system_reason', p_system_reason, true);
  -- another role would have to plan the query anew
  if p_role = 'authenticated_users' then
    select u.role into v_user_role
    from ${schema}.users as u
    where u.id = nullif(p_user_id, '')::integer and u.is_active;
    if not found then
      perform set_config('app.current_user_id', '', true);
    elsif v_user_role = 'admin' then
      perform set_config('app.current_role', 'admin', true);
    end if;
  -- what begins with a visible character of ASCII is not blank, and that is quicker to see
  elsif ascii(p_system_reason) not between 33 and 126
    and ${schema}.trim_blank(p_system_reason) = '' then
    perform set_config('app.system_reason', '', true);
  end if;
end
$$;

comment on function bind_scope(text, text, text) is
  'Internal: Binds a scope to the transaction: role, user, reason. An inactive user is bound as nobody.';
