-- The role's row is locked first, so that of two sets at once one is stored in the end, and no
-- mixture.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_role_permissions(
  p_tenant_id uuid, p_id uuid, p_permissions text[]
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set updated_at = current_timestamp
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if not found then
    return;
  end if;
  delete from role_permissions as p
  where p.tenant_id = p_tenant_id and p.role_id = p_id
    and p.permission_name <> all (p_permissions);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$$;

revoke execute on function set_role_permissions(uuid, uuid, text[]) from public;
grant execute on function set_role_permissions(uuid, uuid, text[])
  to authenticated_users, lyss_system;

comment on function set_role_permissions(uuid, uuid, text[]) is
  'Replaces what a role permits; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
