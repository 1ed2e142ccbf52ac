-- Binds a scope to the transaction: the role, so that row-level security applies whatever the login, and the
-- settings that the policies compare with.
--
-- It is one call, so that it travels with the statement that needs it. Where Citus distributes the database,
-- bind_setting() and begin_on_nodes() also bind it on the nodes; elsewhere that costs nothing. A scope that is
-- restored after another is bound in the same way.
--
-- It keeps the search path of the login, on which the statements after it run, too. So it names the schema of
-- all that it calls, operators included.
--
-- An administrator of the platform works as lyss_system with a user id: beyond tenants, but as a person.
-- Binding their scope publishes an event, one in a transaction, whatever they do in it.
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
    -- assigned, because PL/pgSQL computes an assignment in place, while "perform" sets up a query
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
  -- It would see nothing, and nobody would know why.
  if not ${schema}.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- A reason that begins with a visible ASCII character is not blank; this check is faster.
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
