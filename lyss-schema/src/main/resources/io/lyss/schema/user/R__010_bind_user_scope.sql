-- Binds a scope as bind_scope() does, and looks up whether tenant and user are active, and whether the
-- user still administers the tenant: so policies compare settings and read no table, and a scope that
-- was made before gives no more than the rows say now.
--
--   * A user who is not active, or not there, is bound as nobody: sees and changes nothing.
--   * In a tenant that is not active, users read, but change nothing.
--   * A role may be less than the stored one, and is never more.
create or replace function bind_user_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text
)
returns void
language plpgsql volatile
as $$
declare
  v_tenant_status text;
  v_user_role text;
  v_active_tenant_id text;
  v_suspended_tenant_id text;
begin
  perform ${schema}.bind_scope(
    p_role, p_tenant_id, p_user_id, p_group_ids, p_user_role, p_system_reason);
  -- another role may not be allowed to read tenants
  if p_role = 'authenticated_users' then
    select t.status, u.role into v_tenant_status, v_user_role
    from ${schema}.users as u
    join ${schema}.tenants as t on t.id = u.tenant_id
    where u.tenant_id = ${schema}.current_tenant_id() and u.id = ${schema}.current_user_id()
      and u.status = 'active';
    if not found then
      set local app.current_tenant_id = '';
      set local app.current_user_id = '';
      set local app.current_group_ids = '';
      set local app."current_role" = '';
    elsif v_user_role = 'end_user' then
      set local app."current_role" = 'end_user';
    end if;
  end if;
  v_active_tenant_id := case v_tenant_status when 'active' then p_tenant_id else '' end;
  v_suspended_tenant_id := case when v_tenant_status <> 'active' then p_tenant_id else '' end;
  if current_setting('citus.propagate_set_commands', true) is null then
    perform
      set_config('app.active_tenant_id', v_active_tenant_id, true),
      set_config('app.suspended_tenant_id', v_suspended_tenant_id, true);
  else
    execute format(
      'set local app.active_tenant_id = %L; set local app.suspended_tenant_id = %L',
      v_active_tenant_id, v_suspended_tenant_id);
  end if;
end
$$;

comment on function bind_user_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction, as far as tenant and user are active and the role is still theirs.';
