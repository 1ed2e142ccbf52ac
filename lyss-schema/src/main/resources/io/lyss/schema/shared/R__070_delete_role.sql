-- It is a function, so that the deletion comes with its event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_role(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  delete from roles as r where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'role:' || p_id, 'role.deleted');
    return true;
  end if;
  return false;
end
$$;

revoke execute on function delete_role(uuid, uuid) from public;
grant execute on function delete_role(uuid, uuid) to authenticated_users, lyss_system;

comment on function delete_role(uuid, uuid) is
  'Deletes a role and removes it from all its users; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
