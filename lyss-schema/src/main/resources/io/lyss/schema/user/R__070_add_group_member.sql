-- Adding a member again only changes the role. The event has a key of its own. So a long transaction that
-- administers or leaves a group does not hold up the event of a user who is deactivated.
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
  'Adds a user to a group, or changes the user''s role in it; false if nothing changed.';

select set_config('role', current_setting('lyss.migrating_role'), true);
