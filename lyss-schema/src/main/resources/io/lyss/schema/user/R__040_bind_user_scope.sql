-- In this database the scope also carries which tenant was found active: looked up as it is bound, so
-- that policies can go by it without reading a table. A scope that is bound without it, by bind_scope()
-- alone, writes nothing, whatever was bound before.
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
  -- any other role may not be allowed to look
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

create or replace function current_tenant_is_active() returns boolean
language sql stable parallel safe
return coalesce(
  nullif(current_setting('app.active_tenant_id', true), '')::uuid = current_tenant_id(), false);

comment on function current_tenant_is_active() is
  'Whether the tenant whose scope is bound was active when it was bound.';
