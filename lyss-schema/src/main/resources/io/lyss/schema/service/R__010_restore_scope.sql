-- A call that joins a host's transaction leaves it as it was: that is not the binding of a scope, and
-- nothing is looked up or published. The last is what binding a scope has found out. "set local" is
-- for Citus, as in bind_scope().
create or replace function restore_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text,
  p_suspended_tenant_id text
)
returns void
language plpgsql volatile
as $$
begin
  if pg_catalog.current_setting('citus.propagate_set_commands', true) is null then
    perform
      pg_catalog.set_config('role', p_role, true),
      pg_catalog.set_config('app.current_tenant_id', p_tenant_id, true),
      pg_catalog.set_config('app.current_user_id', p_user_id, true),
      pg_catalog.set_config('app.current_group_ids', p_group_ids, true),
      pg_catalog.set_config('app.current_role', p_user_role, true),
      pg_catalog.set_config('app.system_reason', p_system_reason, true),
      pg_catalog.set_config('app.suspended_tenant_id', p_suspended_tenant_id, true);
    return;
  end if;
  execute pg_catalog.format(
    'set local role %I;'
    'set local app.current_tenant_id = %L;'
    'set local app.current_user_id = %L;'
    'set local app.current_group_ids = %L;'
    'set local app."current_role" = %L;'
    'set local app.system_reason = %L;'
    'set local app.suspended_tenant_id = %L',
    p_role, p_tenant_id, p_user_id, p_group_ids, p_user_role, p_system_reason,
    p_suspended_tenant_id);
end
$$;

comment on function restore_scope(text, text, text, text, text, text, text) is
  'Internal: Sets the role and the settings of a scope to what they were before one was bound.';
