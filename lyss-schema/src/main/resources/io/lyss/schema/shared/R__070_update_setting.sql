-- Writes an edited setting, unless it was changed since the caller read it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function update_setting(
  p_tenant_id uuid, p_key text, p_updated_at timestamptz, p_value jsonb
)
returns setof settings
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  update settings as s set value = p_value, updated_by = current_user_id()
  where s.tenant_id = p_tenant_id and s.key = p_key and s.updated_at = p_updated_at;
  if found then
    perform publish_event(
      p_tenant_id, 'setting:' || p_key, 'setting.changed', jsonb_build_object('key', p_key));
    return query select * from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
  end if;
end
$$;

revoke execute on function update_setting(uuid, text, timestamptz, jsonb) from public;
grant execute on function update_setting(uuid, text, timestamptz, jsonb)
  to authenticated_users, lyss_system;

comment on function update_setting(uuid, text, timestamptz, jsonb) is
  'Changes a setting, unless it was changed since p_updated_at; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
