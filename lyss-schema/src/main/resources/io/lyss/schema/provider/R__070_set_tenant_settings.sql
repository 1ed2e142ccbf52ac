-- A report of an earlier change that comes later is ignored, so that events may come in any order and twice.
create or replace function set_tenant_settings(
  p_tenant_id uuid, p_max_api_calls integer, p_time_zone text, p_changed_at timestamptz
)
returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if is_time_zone(p_time_zone) is not true then
    raise exception 'time_zone is %: it is a name of the IANA time zone database', p_time_zone
      using errcode = 'check_violation', constraint = 'tenant_settings_time_zone_check';
  end if;
  insert into tenant_settings as s (tenant_id, max_api_calls, time_zone, changed_at, limit_changed_at)
  values (p_tenant_id, p_max_api_calls, p_time_zone, p_changed_at, p_changed_at)
  on conflict (tenant_id) do update
  set
    max_api_calls = case
      when s.limit_changed_at < excluded.limit_changed_at then excluded.max_api_calls
      else s.max_api_calls
    end,
    time_zone = case
      when s.changed_at < excluded.changed_at then excluded.time_zone
      else s.time_zone
    end,
    changed_at = greatest(s.changed_at, excluded.changed_at),
    limit_changed_at = greatest(s.limit_changed_at, excluded.limit_changed_at)
  where least(s.changed_at, s.limit_changed_at) < excluded.changed_at;
  return found;
end
$$;

comment on function set_tenant_settings(uuid, integer, text, timestamptz) is
  'Stores the limits of a tenant; false if something later is stored already.';
