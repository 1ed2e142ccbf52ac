-- A function, so that the change comes with its event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function change_role(
  p_tenant_id uuid, p_id uuid, p_name text, p_description text
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set name = p_name, description = p_description
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'role:' || p_id, 'role.changed');
  end if;
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

revoke execute on function change_role(uuid, uuid, text, text) from public;
grant execute on function change_role(uuid, uuid, text, text) to authenticated_users, lyss_system;

comment on function change_role(uuid, uuid, text, text) is
  'Changes name and description of a role; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
