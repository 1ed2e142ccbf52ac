-- Binds a scope to the transaction: the role, so that row-level security holds whoever has logged in,
-- and the settings that the policies compare with. One call, so that it travels with the statement
-- that needs it; with "set local", as that reaches the worker nodes of a distributed database, which
-- set_config() does not. It binds again what was bound before in the same way.
--
-- An administrator of the platform is system work with a person: a role that looks past tenants, and a
-- user. That it was taken on is an event, one a transaction, whatever is done in it.
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
begin
  execute format(
    'set local role %I;'
    'set local app.current_tenant_id = %L;'
    'set local app.current_user_id = %L;'
    'set local app.current_group_ids = %L;'
    'set local app."current_role" = %L;'
    'set local app.system_reason = %L',
    p_role, p_tenant_id, p_user_id, p_group_ids, p_user_role, p_system_reason);
  if p_role = 'lyss_system' and p_user_id <> '' then
    perform ${schema}.record_administrator();
  end if;
end
$$;

comment on function bind_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction: role, tenant, user, groups, the user''s role, reason.';

select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- The same transaction gives the same identity, so that joining it again and again is one event.
create or replace function record_administrator() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_key constant text := 'administrator:' || current_user_id();
begin
  perform require_system();
  perform write_event(
    platform_tenant_id(),
    md5(concat_ws(' ', pg_current_xact_id(), current_timestamp, v_key))::uuid,
    v_key,
    'administrator.acted',
    '{}');
end
$$;

revoke execute on function record_administrator() from public;
grant execute on function record_administrator() to lyss_system;

comment on function record_administrator() is
  'Internal: Publishes that an administrator of the platform works in this transaction.';

select set_config('role', current_setting('lyss.migrating_role'), true);
