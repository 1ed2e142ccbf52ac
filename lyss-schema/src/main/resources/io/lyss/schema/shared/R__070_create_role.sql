-- It is a function, so that the role and its permissions come with their event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function create_role(
  p_tenant_id uuid, p_id uuid, p_name text, p_description text, p_permissions text[]
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  insert into roles (tenant_id, id, name, description)
  values (p_tenant_id, p_id, p_name, p_description);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

revoke execute on function create_role(uuid, uuid, text, text, text[]) from public;
grant execute on function create_role(uuid, uuid, text, text, text[])
  to authenticated_users, lyss_system;

comment on function create_role(uuid, uuid, text, text, text[]) is
  'Creates a role of a tenant with its permissions, and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
