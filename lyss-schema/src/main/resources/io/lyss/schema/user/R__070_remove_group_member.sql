-- It is a function because the row alone does not decide who may: see require_group_admin.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function remove_group_member(p_tenant_id uuid, p_group_id uuid, p_user_id uuid)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  -- a member may leave
  if current_setting('role') = 'lyss_system'
    or require_tenant() <> p_tenant_id or p_user_id is distinct from current_user_id()
    or not current_tenant_is_active() then
    perform require_group_admin(p_tenant_id, p_group_id);
  end if;
  delete from user_group_members as m
  where m.tenant_id = p_tenant_id and m.group_id = p_group_id and m.user_id = p_user_id;
  if found then
    perform publish_event(
      p_tenant_id,
      'member:' || p_user_id,
      'member.removed',
      jsonb_build_object('group_id', p_group_id));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function remove_group_member(uuid, uuid, uuid) from public;
grant execute on function remove_group_member(uuid, uuid, uuid) to authenticated_users, lyss_system;

comment on function remove_group_member(uuid, uuid, uuid) is
  'Removes a user from a group; false if they were not in it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
