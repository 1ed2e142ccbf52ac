-- Binds a scope as bind_scope() does, and looks up whether tenant and user are active, and whether the
-- user still administers the tenant. So policies compare settings and read no table, and an old scope
-- gives no more rights than the rows do now.
--
--   * A user who is inactive or unknown is bound as nobody: sees and changes nothing.
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
  v_tenant pg_catalog.uuid;
  v_user pg_catalog.uuid;
  v_tenant_status pg_catalog.varchar;
  v_user_role pg_catalog.varchar;
  v_unset pg_catalog.int4;
begin
  -- assigned, because "perform" sets up a query
  v_unset := pg_catalog.num_nulls(${schema}.bind_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason));
  -- another role may have no right to read tenants
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    -- in variables, because Citus asks all nodes where it does not know the tenant at planning time
    v_tenant := ${schema}.current_tenant_id();
    v_user := ${schema}.current_user_id();
    select t.status, u.role into v_tenant_status, v_user_role
    from ${schema}.users as u
    join ${schema}.tenants as t on t.id operator(pg_catalog.=) u.tenant_id
    where u.tenant_id operator(pg_catalog.=) v_tenant and u.id operator(pg_catalog.=) v_user
      and u.status operator(pg_catalog.=) 'active';
    if v_tenant_status operator(pg_catalog.<>) 'active' then
      perform ${schema}.bind_setting('suspended_tenant_id', p_tenant_id);
    elsif pg_catalog.current_setting('app.suspended_tenant_id', true) operator(pg_catalog.<>) '' then
      -- An earlier scope of this transaction found the tenant not active; it is active again.
      perform ${schema}.bind_setting('suspended_tenant_id', '');
    end if;
    if v_tenant_status is null then
      perform ${schema}.bind_setting('current_tenant_id', '');
      perform ${schema}.bind_setting('current_user_id', '');
      perform ${schema}.bind_setting('current_group_ids', '');
      perform ${schema}.bind_setting('current_role', '');
    elsif v_user_role operator(pg_catalog.=) 'end_user' then
      perform ${schema}.bind_setting('current_role', 'end_user');
    end if;
  end if;
end
$$;

comment on function bind_user_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction, as far as tenant and user are active and the user still has the role.';
