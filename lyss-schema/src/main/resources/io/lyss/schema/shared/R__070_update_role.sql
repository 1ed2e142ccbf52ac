-- Writes an edited role, unless it was changed since the caller read it. It writes the row first, which locks
-- it, so that of two edits at once one is stored, as a whole.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function update_role(
  p_tenant_id uuid, p_id uuid, p_updated_at timestamptz,
  p_name text, p_description text, p_permissions text[]
)
returns setof role_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set name = p_name, description = p_description
  where r.tenant_id = p_tenant_id and r.id = p_id and r.updated_at = p_updated_at;
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

revoke execute on function update_role(uuid, uuid, timestamptz, text, text, text[]) from public;
grant execute on function update_role(uuid, uuid, timestamptz, text, text, text[])
  to authenticated_users, lyss_system;

comment on function update_role(uuid, uuid, timestamptz, text, text, text[]) is
  'Changes a role, unless it was changed since p_updated_at; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
