-- For a tenant whose time zone was set when it had used something already: what was used since is kept by the days of that
-- zone, and what was used before is not. A day that is kept already is passed over.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function keep_local_days(p_tenant_id uuid, p_from timestamptz, p_to timestamptz) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone text;
  v_starts timestamptz[];
  v_ends timestamptz[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_system();
  select s.time_zone into v_zone from tenant_settings as s where s.tenant_id = p_tenant_id;
  -- once to know whether there is any: who rolls up waits only where days are added; and once while they wait, as
  -- they may have added some
  for v_look in 1..2 loop
    if v_look = 2 then
      perform from usage_watermark as w for no key update;
    end if;
    select array_agg(d.starts_at), array_agg(d.ends_at) into v_starts, v_ends
    from (
      select distinct l.starts_at, l.ends_at
      from (
        select distinct t.day::timestamp at time zone 'UTC' from usage_totals as t
        where t.tenant_id = p_tenant_id
          and t.day >= (p_from at time zone 'UTC')::date - 1 and t.day <= (p_to at time zone 'UTC')::date
      ) as t (day)
      cross join generate_series(0, 1) as n
      cross join lateral local_day(t.day + n * interval '24 hours', v_zone) as l
    ) as d
    where d.starts_at >= p_from and d.ends_at <= p_to
      and not exists (
        select from usage_local_days as k
        where k.tenant_id = p_tenant_id and k.starts_at = d.starts_at and k.ends_at = d.ends_at
      );
    if v_starts is null then
      return 0;
    end if;
  end loop;
  perform add_local_days(
    p_tenants => array_fill(p_tenant_id, array[cardinality(v_starts)]), p_starts => v_starts, p_ends => v_ends);
  return cardinality(v_starts);
end
$$;

revoke execute on function keep_local_days(uuid, timestamptz, timestamptz) from public;
grant execute on function keep_local_days(uuid, timestamptz, timestamptz) to lyss_system;

comment on function keep_local_days(uuid, timestamptz, timestamptz) is
  'Keeps the sums of a tenant''s days, in its time zone, that lie within a time; returns how many were added.';

select set_config('role', current_setting('lyss.migrating_role'), true);
