-- Binds a scope, and with it whether its tenant is active. That is looked up as the scope is bound,
-- so that policies compare with a setting and read no table. A scope that bind_scope() alone binds
-- writes nothing, whatever was bound before.
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
  v_active text;
begin
  perform ${schema}.bind_scope(
    p_role, p_tenant_id, p_user_id, p_group_ids, p_user_role, p_system_reason);
  -- another role may not be allowed to read tenants
  if p_role = 'authenticated_users' then
    select t.id into v_active from ${schema}.tenants as t
    where t.id = nullif(p_tenant_id, '')::uuid and t.status = 'active';
  end if;
  execute format(
    'set local app.active_tenant_id = %L; set local app.suspended_tenant_id = %L',
    coalesce(v_active, ''),
    case when v_active is null and p_role = 'authenticated_users' then p_tenant_id else '' end);
end
$$;

comment on function bind_user_scope(text, text, text, text, text, text) is
  'Internal: Binds a scope to the transaction, and whether its tenant is active.';
