-- A call that joins a host's transaction restores the host's scope at its end. That binds no new scope, so
-- nothing is looked up or published. The last two arguments are the suspended tenant that binding a scope has
-- found, and the seal that it has made where scopes are signed. The nodes of Citus are set as in bind_scope().
create or replace function restore_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text,
  p_suspended_tenant_id text,
  p_scope_seal text default null
)
returns void
language plpgsql volatile
as $$
begin
  if p_scope_seal is not null then
    perform ${schema}.bind_setting('scope_seal', p_scope_seal);
  end if;
  if not ${schema}.is_on_citus() then
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
  perform pg_catalog.set_config('role', p_role, true);
  perform ${schema}.begin_on_nodes();
  perform
    ${schema}.bind_setting('current_tenant_id', p_tenant_id),
    ${schema}.bind_setting('current_user_id', p_user_id),
    ${schema}.bind_setting('current_group_ids', p_group_ids),
    ${schema}.bind_setting('current_role', p_user_role),
    ${schema}.bind_setting('system_reason', p_system_reason),
    ${schema}.bind_setting('suspended_tenant_id', p_suspended_tenant_id);
end
$$;

comment on function restore_scope(text, text, text, text, text, text, text, text) is
  'Internal: Sets the role and the settings of a scope back to what they were before another was bound.';
