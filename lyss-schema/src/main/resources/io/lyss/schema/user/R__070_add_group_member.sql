-- To add a member again only changes the role. What is published has a key of its own, so that whoever
-- administers a group, or leaves it, in a long transaction does not hold up that a user is deactivated.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_group_member(
  p_tenant_id uuid, p_id uuid, p_group_id uuid, p_user_id uuid, p_role text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_group_admin(p_tenant_id, p_group_id);
  insert into user_group_members as m (tenant_id, id, group_id, user_id, role)
  values (p_tenant_id, p_id, p_group_id, p_user_id, p_role)
  on conflict (tenant_id, group_id, user_id) do update set role = excluded.role
  where m.role <> excluded.role;
  if found then
    perform publish_event(
      p_tenant_id,
      'member:' || p_user_id,
      'member.added',
      jsonb_build_object('group_id', p_group_id, 'role', p_role));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function add_group_member(uuid, uuid, uuid, uuid, text) from public;
grant execute on function add_group_member(uuid, uuid, uuid, uuid, text)
  to authenticated_users, lyss_system;

comment on function add_group_member(uuid, uuid, uuid, uuid, text) is
  'Puts a user into a group, or changes what they may do in it; false if it was so before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
