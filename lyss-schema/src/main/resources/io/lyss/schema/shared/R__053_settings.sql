-- Settings are set by the administrators of the tenant, and those of the whole platform as system work.
-- Setting what is set already is no change and no event. The event says which key, not the value.
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

-- For those who have read a value and go by it: nothing is done if another has changed it meanwhile.
create or replace function replace_setting(
  p_tenant_id uuid, p_key text, p_expected jsonb, p_value jsonb
)
returns setof settings
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  update settings as s set value = p_value, updated_by = current_user_id()
  where s.tenant_id = p_tenant_id and s.key = p_key and s.value = p_expected;
  if found then
    perform publish_event(
      p_tenant_id, 'setting:' || p_key, 'setting.changed', jsonb_build_object('key', p_key));
    return query select * from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
  end if;
end
$$;

create or replace function unset_setting(p_tenant_id uuid, p_key text) returns boolean
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

revoke execute on function
  set_setting(uuid, text, jsonb),
  replace_setting(uuid, text, jsonb, jsonb),
  unset_setting(uuid, text)
  from public;
grant execute on function
  set_setting(uuid, text, jsonb),
  replace_setting(uuid, text, jsonb, jsonb),
  unset_setting(uuid, text)
  to authenticated_users, lyss_system;

comment on function set_setting(uuid, text, jsonb) is 'Sets a setting of a tenant and returns it.';
comment on function replace_setting(uuid, text, jsonb, jsonb) is
  'Sets a setting that still has the value expected; returns it, or nothing.';
comment on function unset_setting(uuid, text) is
  'Takes a setting of a tenant away, so that the platform''s is in effect; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
