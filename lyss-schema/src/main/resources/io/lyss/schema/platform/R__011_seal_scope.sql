-- Binds the settings of a signed scope, for the role that is bound, and seals them. It looks up the user
-- itself, like bind_scope(): a role that the host gives would prove nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function seal_scope(
  p_role text, p_user_id text, p_system_reason text, p_signature text
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id text := '';
  v_user_role text := '';
  v_reason text := '';
begin
  perform require_signature(
    concat(p_role, chr(31), p_user_id, chr(31), p_system_reason), p_signature);
  if current_setting('role') is distinct from p_role then
    raise exception 'the scope is signed for another role' using errcode = 'insufficient_privilege';
  elsif p_role = 'authenticated_users' then
    select p_user_id, case u.role when 'admin' then 'admin' else '' end into v_user_id, v_user_role
    from users as u
    where u.id = case when p_user_id <> '' then p_user_id::integer end and u.is_active;
  elsif not_blank(p_system_reason) then
    v_reason := p_system_reason;
  end if;
  perform
    set_config('app.current_user_id', coalesce(v_user_id, ''), true),
    set_config('app.current_role', coalesce(v_user_role, ''), true),
    set_config('app.system_reason', v_reason, true);
  perform set_config('app.scope_seal', scope_seal(), true);
end
$$;

revoke execute on function seal_scope(text, text, text, text) from public;
grant execute on function seal_scope(text, text, text, text) to authenticated_users, lyss_system;

comment on function seal_scope(text, text, text, text) is
  'Internal: Binds and seals the settings of a scope that a host has signed. An inactive user is bound as nobody.';

select set_config('role', current_setting('lyss.migrating_role'), true);
