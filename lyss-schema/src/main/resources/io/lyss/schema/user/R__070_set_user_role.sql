-- It is a function because no policy can compare the old role with the new one. Only system work makes a
-- super_admin.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_user_role(p_tenant_id uuid, p_id uuid, p_role text)
returns setof user_profiles
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  perform require_tenant_admin(p_tenant_id);
  if p_role = 'super_admin' and current_setting('role') <> 'lyss_system' then
    raise exception 'a super_admin is made as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  v_user := lock_user(p_tenant_id, p_id);
  if v_user.role <> p_role then
    update users as u set role = p_role where u.tenant_id = p_tenant_id and u.id = p_id;
    perform publish_event(
      p_tenant_id, 'user:' || p_id, 'user.role_changed', jsonb_build_object('role', p_role));
  end if;
  return query select * from user_profiles as u where u.tenant_id = p_tenant_id and u.id = p_id;
end
$$;

revoke execute on function set_user_role(uuid, uuid, text) from public;
grant execute on function set_user_role(uuid, uuid, text) to authenticated_users, lyss_system;

comment on function set_user_role(uuid, uuid, text) is
  'Changes a user''s role and returns the user, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
