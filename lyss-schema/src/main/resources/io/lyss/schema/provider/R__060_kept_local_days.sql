-- The days of a time zone, within the window that is asked for, whose sums are kept. It returns none where the window consists
-- of whole days in UTC and is not divided into days or months: then the sums by days in UTC have fewer rows.
create or replace function kept_local_days(
  p_tenant_id uuid, p_from timestamptz, p_to timestamptz, p_bucket text, p_zone text
)
returns table (starts_at timestamptz, ends_at timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_bucket = 'hour' or p_bucket = 'all'
    and not (isfinite(p_from) and extract(epoch from p_from) % 86400 <> 0)
    and not (isfinite(p_to) and extract(epoch from p_to) % 86400 <> 0) then
    return;
  end if;
  return query
    select d.starts_at, d.ends_at
    from usage_local_days as d
    where d.tenant_id = p_tenant_id and d.starts_at >= p_from and d.starts_at < p_to and d.ends_at <= p_to
      and is_local_day(p_starts_at => d.starts_at, p_ends_at => d.ends_at, p_zone => p_zone);
end
$$;

comment on function kept_local_days(uuid, timestamptz, timestamptz, text, text) is
  'Internal: The days of a time zone within a window whose sums are kept, as far as the caller sees them.';
