-- Binds a scope as bind_scope() does, and looks up whether its tenant is suspended or deleted. So policies
-- compare settings and read no table.
--
-- Most tenants are active; for them nothing more is bound.
create or replace function bind_tenant_scope(
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
  v_tenant pg_catalog.uuid;
  v_status pg_catalog.varchar;
  v_unset pg_catalog.int4;
begin
  -- assigned, because "perform" sets up a query
  v_unset := pg_catalog.num_nulls(${schema}.bind_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason));
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    -- in a variable, because Citus asks all nodes where it does not know the tenant at planning time
    v_tenant := ${schema}.current_tenant_id();
    select k.status into v_status from ${schema}.known_tenants as k
    where k.tenant_id operator(pg_catalog.=) v_tenant;
    if v_status operator(pg_catalog.<>) 'active' then
      perform ${schema}.bind_setting('suspended_tenant_id', p_tenant_id);
    elsif pg_catalog.current_setting('app.suspended_tenant_id', true) operator(pg_catalog.<>) '' then
      -- An earlier scope of this transaction found the tenant suspended; it is active again.
      perform ${schema}.bind_setting('suspended_tenant_id', '');
    end if;
  end if;
end
$$;

comment on function bind_tenant_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction, and that its tenant is suspended or deleted if it is.';
