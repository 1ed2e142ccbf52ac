-- Binds the settings of a signed scope, and seals them. It looks up tenant and user itself, like
-- bind_user_scope(): a status or role that the host gives would prove nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function seal_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text,
  p_signature text
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant_status text;
  v_user_role text;
begin
  perform require_signed_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason, p_signature => p_signature);
  if p_role = 'lyss_system' then
    perform bind_sealed(
      p_tenant_id => p_tenant_id, p_suspended_tenant_id => '', p_user_id => p_user_id,
      p_group_ids => p_group_ids, p_user_role => p_user_role, p_system_reason => p_system_reason);
    return;
  end if;
  select t.status, u.role into v_tenant_status, v_user_role
  from users as u
  join tenants as t on t.id = u.tenant_id
  where u.tenant_id = case when p_tenant_id <> '' then p_tenant_id::uuid end
    and u.id = case when p_user_id <> '' then p_user_id::uuid end
    and u.status = 'active';
  if not found then
    perform bind_sealed(
      p_tenant_id => '', p_suspended_tenant_id => '', p_user_id => '', p_group_ids => '', p_user_role => '',
      p_system_reason => p_system_reason);
    return;
  end if;
  perform bind_sealed(
    p_tenant_id => p_tenant_id,
    p_suspended_tenant_id => case when v_tenant_status <> 'active' then p_tenant_id else '' end,
    p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => case when v_user_role = 'end_user' then 'end_user' else p_user_role end,
    p_system_reason => p_system_reason);
end
$$;

revoke execute on function seal_scope(text, text, text, text, text, text, text) from public;
grant execute on function seal_scope(text, text, text, text, text, text, text)
  to authenticated_users, lyss_system;

comment on function seal_scope(text, text, text, text, text, text, text) is
  'Internal: Binds and seals the settings of a scope that a host has signed, as far as tenant and user are active and the user still has the role.';

select set_config('role', current_setting('lyss.migrating_role'), true);
