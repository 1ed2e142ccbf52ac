-- An administrator of the tenant, or of the group, decides who is in a group. Administrators of the group are
-- looked up here, because policies read no table.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_group_admin(p_tenant_id uuid, p_group_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_may boolean;
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    return;
  end if;
  v_may := require_tenant() = p_tenant_id;
  if v_may and not current_user_is_tenant_admin() then
    -- in a statement of its own, because a node of Citus would evaluate the scope as another user
    v_may := exists (
      select from user_group_members as m
      where m.tenant_id = p_tenant_id and m.group_id = p_group_id
        and m.user_id = current_user_id() and m.role = 'admin');
  end if;
  if not v_may then
    raise exception 'this takes an administrator of the group or of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  perform refuse_suspended_tenant();
end
$$;

revoke execute on function require_group_admin(uuid, uuid) from public;

comment on function require_group_admin(uuid, uuid) is
  'Internal: Fails with 42501 unless the scope may decide who is in this group.';

select set_config('role', current_setting('lyss.migrating_role'), true);
