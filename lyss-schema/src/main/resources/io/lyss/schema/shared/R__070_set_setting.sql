-- Administrators of the tenant set its settings; system work sets those of the whole platform. Setting the
-- value that a setting has already changes nothing and publishes no event. The event names the key, not the
-- value.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_setting(p_tenant_id uuid, p_key text, p_value jsonb)
returns setof settings
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  insert into settings as s (tenant_id, key, value, updated_by)
  values (p_tenant_id, p_key, p_value, current_user_id())
  on conflict (tenant_id, key) do update
    set value = excluded.value, updated_by = excluded.updated_by
    where s.value <> excluded.value;
  if found then
    perform publish_event(
      p_tenant_id, 'setting:' || p_key, 'setting.changed', jsonb_build_object('key', p_key));
  end if;
  return query select * from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
end
$$;

revoke execute on function set_setting(uuid, text, jsonb) from public;
grant execute on function set_setting(uuid, text, jsonb) to authenticated_users, lyss_system;

comment on function set_setting(uuid, text, jsonb) is 'Sets a setting of a tenant and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
