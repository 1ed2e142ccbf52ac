-- It is a function, so that the deletion comes with its event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_setting(p_tenant_id uuid, p_key text) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  delete from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
  if found then
    perform publish_event(
      p_tenant_id,
      'setting:' || p_key,
      'setting.changed',
      jsonb_build_object('key', p_key, 'unset', true));
    return true;
  end if;
  return false;
end
$$;

revoke execute on function delete_setting(uuid, text) from public;
grant execute on function delete_setting(uuid, text) to authenticated_users, lyss_system;

comment on function delete_setting(uuid, text) is
  'Deletes a setting of a tenant, so that the platform''s applies; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
