-- Stores the limit that the database of tenants has published; the host sets the time zone. A report of an
-- earlier change that comes later is ignored, as by accept_tenant().
create or replace function accept_tenant_limit(p_tenant_id uuid, p_state jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if p_state ->> 'max_api_calls' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a tenant: it has no max_api_calls or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_tenant_limit_state',
        hint = 'Hand over the payload of an event tenant.*';
  end if;
  if was_erased_since(p_tenant_id, null, (p_state ->> 'changed_at')::timestamptz) then
    return false;
  end if;
  insert into tenant_settings as s (tenant_id, max_api_calls, changed_at, limit_changed_at)
  values (
    p_tenant_id, (p_state ->> 'max_api_calls')::integer, 'epoch',
    (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id) do update
  set max_api_calls = excluded.max_api_calls, limit_changed_at = excluded.limit_changed_at
  where s.limit_changed_at < excluded.limit_changed_at;
  return found;
end
$$;

comment on function accept_tenant_limit(uuid, jsonb) is
  'Stores the published limit of a tenant; false if the stored one is as late.';
