-- An administrator of the tenant assigns roles to others and removes them, but does not change their own:
-- nobody can give themselves back a role that they have lost. Only system work assigns super_admin.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_assigner(
  p_tenant_id uuid, p_user_id uuid, p_built_in_role text
)
returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if current_setting('role') = 'lyss_system' then
    return;
  end if;
  if p_user_id = current_user_id() then
    raise exception 'nobody changes their own roles'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can';
  end if;
  if p_built_in_role = 'super_admin' then
    raise exception 'super_admin is assigned and unassigned as system work only'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

revoke execute on function require_assigner(uuid, uuid, text) from public;

comment on function require_assigner(uuid, uuid, text) is
  'Internal: Fails with 42501 unless the scope may assign and remove this user''s roles.';

select set_config('role', current_setting('lyss.migrating_role'), true);
