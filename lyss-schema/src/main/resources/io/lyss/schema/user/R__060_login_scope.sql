-- The parts of a scope, as they are now. With them a caller can act as the user, so no person may read them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function login_scope(p_tenant_id uuid, p_id uuid)
returns table (tenant_id uuid, user_id uuid, group_ids uuid[], role text)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant_status text;
  v_user record;
begin
  perform require_system_work();
  select t.status into v_tenant_status from tenants as t where t.id = p_tenant_id;
  select u.status, u.role into v_user from users as u
  where u.tenant_id = p_tenant_id and u.id = p_id;
  if not found then
    return;
  elsif v_user.status <> 'active' then
    raise exception 'the user % is % and may not log in', p_id, v_user.status
      using errcode = 'insufficient_privilege';
  elsif v_tenant_status <> 'active' then
    raise exception 'the tenant % is %, and its users may not log in', p_tenant_id, v_tenant_status
      using errcode = 'insufficient_privilege';
  end if;
  return query
    select p_tenant_id, p_id, coalesce(array_agg(m.group_id), '{}'), v_user.role::text
    from user_group_members as m
    where m.tenant_id = p_tenant_id and m.user_id = p_id;
end
$$;

revoke execute on function login_scope(uuid, uuid) from public;
grant execute on function login_scope(uuid, uuid) to lyss_system;

comment on function login_scope(uuid, uuid) is
  'Role and groups of a user who may log in; fails with 42501 where user or tenant is not active, and returns nothing where there is no such user.';

select set_config('role', current_setting('lyss.migrating_role'), true);
