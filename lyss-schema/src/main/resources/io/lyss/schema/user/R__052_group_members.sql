-- Who is in a group is for an administrator of the tenant to say, or of the group; the latter is
-- looked up here, as no policy may.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_group_admin(p_tenant_id uuid, p_group_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    return;
  end if;
  if require_tenant() <> p_tenant_id
    or not (
      current_user_is_tenant_admin()
      or exists (
        select from user_group_members as m
        where m.tenant_id = p_tenant_id and m.group_id = p_group_id
          and m.user_id = current_user_id() and m.role = 'admin'
      )
    ) then
    raise exception 'this takes an administrator of the group or of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  if not current_tenant_is_active() then
    raise exception 'the tenant is not active' using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- Adding somebody again only changes what they may do.
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
      'user:' || p_user_id,
      'member.added',
      jsonb_build_object('group_id', p_group_id, 'role', p_role));
    return true;
  end if;
  return false;
end
$$;

create or replace function remove_group_member(p_tenant_id uuid, p_group_id uuid, p_user_id uuid)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  -- whoever is in a group may leave it
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
      'user:' || p_user_id,
      'member.removed',
      jsonb_build_object('group_id', p_group_id));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function
  require_group_admin(uuid, uuid),
  add_group_member(uuid, uuid, uuid, uuid, text),
  remove_group_member(uuid, uuid, uuid)
  from public;
grant execute on function
  add_group_member(uuid, uuid, uuid, uuid, text),
  remove_group_member(uuid, uuid, uuid)
  to authenticated_users, lyss_system;

comment on function require_group_admin(uuid, uuid) is
  'Internal: Fails with 42501 unless the scope may say who is in this group.';
comment on function add_group_member(uuid, uuid, uuid, uuid, text) is
  'Puts a user into a group, or changes what they may do in it; false if it was so before.';
comment on function remove_group_member(uuid, uuid, uuid) is
  'Takes a user out of a group; false if they were not in it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
