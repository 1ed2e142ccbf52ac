-- Binds the settings of a signed scope, and seals them. It looks up the tenant itself, like
-- bind_tenant_scope(): a status that the host gives would prove nothing.
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
  v_suspended text := '';
begin
  perform require_signed_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason, p_signature => p_signature);
  if p_role = 'authenticated_users' and exists (
    select from known_tenants as k
    where k.tenant_id = case when p_tenant_id <> '' then p_tenant_id::uuid end and k.status <> 'active'
  ) then
    v_suspended := p_tenant_id;
  end if;
  perform bind_sealed(
    p_tenant_id => p_tenant_id, p_suspended_tenant_id => v_suspended, p_user_id => p_user_id,
    p_group_ids => p_group_ids, p_user_role => p_user_role, p_system_reason => p_system_reason);
end
$$;

revoke execute on function seal_scope(text, text, text, text, text, text, text) from public;
grant execute on function seal_scope(text, text, text, text, text, text, text)
  to authenticated_users, lyss_system;

comment on function seal_scope(text, text, text, text, text, text, text) is
  'Internal: Binds and seals the settings of a scope that a host has signed, and that its tenant is not active if it is not.';

select set_config('role', current_setting('lyss.migrating_role'), true);
