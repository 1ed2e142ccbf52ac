-- Binds a scope to the transaction: the role, so that row-level security holds whoever has logged
-- in, and the settings that the policies compare with.
--
-- It is one call, so that it travels with the statement that needs it. Where Citus distributes the
-- database, the nodes are told, as bind_setting() and begin_on_nodes() say; everywhere else nobody pays
-- for that. A scope that was bound before is bound again in the same way.
--
-- It runs on the search path of the login, as the statements after it do, and leaves that alone; so all that it
-- calls says where it is, operators too.
--
-- An administrator of the platform works as lyss_system with a user id: past tenants, but as a
-- person. That such a scope is bound is an event, one a transaction, whatever is done in it.
create or replace function bind_scope(
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
  v_unset pg_catalog.int4;
begin
  if not ${schema}.is_on_citus() then
    -- assigned, as that is worked out in place; "perform" sets up a query
    v_unset := pg_catalog.num_nulls(
      pg_catalog.set_config('role', p_role, true),
      pg_catalog.set_config('app.current_tenant_id', p_tenant_id, true),
      pg_catalog.set_config('app.current_user_id', p_user_id, true),
      pg_catalog.set_config('app.current_group_ids', p_group_ids, true),
      pg_catalog.set_config('app.current_role', p_user_role, true),
      pg_catalog.set_config('app.system_reason', p_system_reason, true));
  else
    perform pg_catalog.set_config('role', p_role, true);
    perform ${schema}.begin_on_nodes();
    perform
      ${schema}.bind_setting('current_tenant_id', p_tenant_id),
      ${schema}.bind_setting('current_user_id', p_user_id),
      ${schema}.bind_setting('current_group_ids', p_group_ids),
      ${schema}.bind_setting('current_role', p_user_role),
      ${schema}.bind_setting('system_reason', p_system_reason);
  end if;
  -- it would see nothing, and nobody would know why
  if not ${schema}.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- what begins with a visible character of ASCII is not blank, and that is quicker to see
    if p_system_reason operator(pg_catalog.!~) '^[!-~]' then
      if ${schema}.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
        perform ${schema}.bind_setting('system_reason', '');
      end if;
    end if;
    if p_user_id operator(pg_catalog.<>) '' then
      perform ${schema}.record_administrator();
    end if;
  end if;
end
$$;

comment on function bind_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction: role, tenant, user, groups, the user''s role, reason.';
