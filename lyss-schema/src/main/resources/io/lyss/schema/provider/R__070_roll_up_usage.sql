-- Adds what lies between two watermarks to the roll-ups. The requests and corrections are read once and summed by
-- quarters of an hour, these by days, and the days by what is left of them.
--
-- Rows are inserted in the order of their index: in the order in which they are hashed, each would go to another page
-- of it, and the first roll-up of many requests would read and write all pages again and again. So it sorts, although
-- enable_sort is off, which has the sums hashed; PostgreSQL counts such a sort so high that it would compile each plan,
-- so jit is off.
--
-- To the days of a tenant's time zone that are kept they are added like to the others; one that is not kept yet
-- is added up from its quarters of an hour, once these are complete.
--
-- Citus runs no statement that inserts into several tables, and none for several tenants, and it commits on each node by
-- itself. There each tenant has a watermark of its own, on its node, and the same texts are statements of their own.
-- So they are written once, and put together here.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
declare
  c_counts constant text[] :=
    '{requests,unpriced,prompt_tokens,completion_tokens,amount,cost,timed,duration_ms,streamed,time_to_first_token_ms}';
  c_fresh constant text := format(
    $sql$select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      %s
    from usage_facts as f
    where %%sf.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency$sql$,
    (select string_agg(format('sum(f.%1$s) as %1$s', c), ', ') from unnest(c_counts) as c));
  c_add constant text := format(
    $sql$insert into %%1$s as t (
      %%2$s, %1$s
    )
    select %%3$s, %%4$s
    from %%5$s%%6$s
    on conflict (
      %%2$s
    ) do update set
      %2$s$sql$,
    array_to_string(c_counts, ', '),
    (select string_agg(format('%1$s = t.%1$s + excluded.%1$s', c), E',\n      ') from unnest(c_counts) as c));
  c_read constant text := (select string_agg('f.' || c, ', ') from unnest(c_counts) as c);
  c_summed constant text := (select string_agg(format('sum(f.%s)', c), ', ') from unnest(c_counts) as c);
  c_quarter_hour constant text :=
    'tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency';
  c_date constant text := '(f.quarter_hour at time zone ''UTC'')::date';
  c_day constant text := format(
    'f.tenant_id, %s, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency',
    c_date);
  c_total_key constant text := 'tenant_id, day, channel_id, provider_type, model, outcome, currency';
  c_total constant text :=
    format('f.tenant_id, %s, f.channel_id, f.provider_type, f.model, f.outcome, f.currency', c_date);
  c_by_day constant text := format(
    'select %s, sum(f.facts) as facts, %s from fresh as f group by %s',
    replace(c_day, c_date, c_date || ' as day'),
    (select string_agg(format('sum(f.%1$s) as %1$s', c), ', ') from unnest(c_counts) as c), c_day);
  c_local_total constant text :=
    'f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency';
  -- of the tenant's time zone, and of those that it had
  c_is_kept constant text :=
    $sql$d.tenant_id = %1$s and d.starts_at > %2$s - v_longest and d.starts_at <= %2$s and d.ends_at > %2$s$sql$;
  c_of_tenant constant text := '(' || format(c_fresh, 'f.tenant_id = v_tenant_id and ') || ')';
  v_fresh text;
  v_statements text[];
begin
  for v_place in 1..2 loop
    v_fresh := case v_place when 1 then 'fresh' else c_of_tenant end || ' as f';
    v_statements := v_statements || array[
      format(
        c_add, 'usage_quarter_hours', c_quarter_hour, regexp_replace(c_quarter_hour, '(\w+)(,|$)', 'f.\1\2', 'g'), c_read,
        v_fresh, case v_place when 1 then ' order by f.tenant_id, f.quarter_hour, f.user_id' end),
      case v_place
        when 1 then format(
          c_add, 'usage_days', replace(c_quarter_hour, 'quarter_hour', 'day'), replace(c_day, c_date, 'f.day'), c_read,
          'by_day as f', ' order by f.tenant_id, f.day, f.user_id')
        else format(
          c_add, 'usage_days', replace(c_quarter_hour, 'quarter_hour', 'day'), c_day, c_summed, v_fresh,
          ' group by ' || c_day)
      end,
      case v_place
        when 1 then format(
          c_add, 'usage_totals', c_total_key, replace(c_total, c_date, 'f.day'), c_summed, 'by_day as f',
          ' group by ' || replace(c_total, c_date, 'f.day'))
        else format(c_add, 'usage_totals', c_total_key, c_total, c_summed, v_fresh, ' group by ' || c_total)
      end,
      format(
        c_add, 'usage_local_totals',
        'tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency', c_local_total, c_summed,
        v_fresh || ' join ' || case v_place
          when 1 then 'kept as k on k.tenant_id = f.tenant_id and k.quarter_hour = f.quarter_hour'
          else 'usage_local_days as k on ' || replace(format(c_is_kept, 'f.tenant_id', 'f.quarter_hour'), 'd.', 'k.')
        end,
        ' group by ' || c_local_total)];
  end loop;
  execute format(
    $create$
create or replace function roll_up_usage(
  p_next bigint,
  p_open bigint[],
  p_new_next bigint,
  p_new_open bigint[],
  p_from timestamptz,
  p_to timestamptz
)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
set jit = off
as $$
declare
  v_next bigint := p_next;
  v_open bigint[] := p_open;
  v_first bigint := least(p_next, (select min(s) from unnest(p_open) as s));
  v_rolled_up bigint := 0;
  -- a day of a time zone, with an hour to spare
  v_longest constant interval := interval '26 hours';
  v_tenants uuid[];
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_tenant_id uuid;
  v_facts bigint;
  v_times timestamptz[];
begin
  if is_on_citus() then
    -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
    if is_distributed('usage_tenant_watermarks') then
      select array_agg(distinct f.tenant_id) into v_tenants from usage_facts as f
      where f.stamp between v_first and 9223372036854775807
        and (f.stamp >= v_next or f.stamp = any (v_open))
        and f.stamp < p_new_next and f.stamp <> all (p_new_open)
        and f.recorded_at >= p_from and f.recorded_at < p_to;
      foreach v_tenant_id in array coalesce(v_tenants, '{}') loop
        insert into usage_tenant_watermarks (tenant_id, next_stamp, open_stamps) values (v_tenant_id, 0, '{}')
        on conflict (tenant_id) do nothing;
        select w.next_stamp, w.open_stamps into v_next, v_open from usage_tenant_watermarks as w
        where w.tenant_id = v_tenant_id for no key update;
        v_first := least(v_next, (select min(s) from unnest(v_open) as s));
        select coalesce(sum(f.facts), 0), array_agg(distinct f.quarter_hour) into v_facts, v_times
        from %7$s as f;
        %8$s;
        %9$s;
        %10$s;
        %11$s;
        select array_agg(d.starts_at), array_agg(d.ends_at) into v_starts, v_ends
        from (
          select distinct d.starts_at, d.ends_at
          from tenant_settings as s
          cross join unnest(v_times) as t (quarter_hour)
          cross join lateral local_day(t.quarter_hour, s.time_zone) as d
          where s.tenant_id = v_tenant_id and s.time_zone <> 'UTC'
            and not exists (
              select 1 from usage_local_days as k
              where k.tenant_id = v_tenant_id and k.starts_at = d.starts_at and k.ends_at = d.ends_at
            )
        ) as d;
        if v_starts is not null then
          perform add_local_days(
            p_tenants => array_fill(v_tenant_id, array[cardinality(v_starts)]), p_starts => v_starts, p_ends => v_ends);
        end if;
        if p_to = 'infinity' then -- and no month is closed
          update usage_tenant_watermarks as w set next_stamp = p_new_next, open_stamps = p_new_open
          where w.tenant_id = v_tenant_id;
        end if;
        v_rolled_up := v_rolled_up + v_facts;
      end loop;
      return v_rolled_up;
    end if;
  end if;
  with fresh as materialized (
    %1$s
  ), quarter_hours as (
    %2$s
  ), by_day as materialized (
    %12$s
  ), days as (
    %3$s
  ), totals as (
    %4$s
  ), times as materialized (
    select distinct f.tenant_id, f.quarter_hour from fresh as f
  ), kept as materialized (
    select t.tenant_id, t.quarter_hour, d.starts_at, d.ends_at
    from times as t
    join usage_local_days as d on %6$s
  ), new_days as (
    select distinct t.tenant_id, d.starts_at, d.ends_at
    from times as t
    join tenant_settings as s on s.tenant_id = t.tenant_id
    cross join lateral local_day(t.quarter_hour, s.time_zone) as d
    where s.time_zone <> 'UTC'
      and not exists (
        select from kept as k
        where k.tenant_id = t.tenant_id and k.quarter_hour = t.quarter_hour
          and k.starts_at = d.starts_at and k.ends_at = d.ends_at
      )
  ), local_totals as (
    %5$s
  )
  select
    coalesce((select sum(d.facts) from by_day as d), 0), array_agg(d.tenant_id), array_agg(d.starts_at),
    array_agg(d.ends_at)
  into v_rolled_up, v_tenants, v_starts, v_ends
  from new_days as d;
  if v_tenants is not null then
    perform add_local_days(p_tenants => v_tenants, p_starts => v_starts, p_ends => v_ends);
  end if;
  return v_rolled_up;
end
$$
    $create$,
    format(c_fresh, ''), v_statements[1], v_statements[2], v_statements[3], v_statements[4],
    format(c_is_kept, 't.tenant_id', 't.quarter_hour'),
    c_of_tenant, v_statements[5], v_statements[6], v_statements[7], v_statements[8], c_by_day);
end
$do$;

revoke execute on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz)
  from public;

comment on function
  roll_up_usage(bigint, bigint[], bigint, bigint[], timestamptz, timestamptz) is
  'Internal: Adds what lies between two watermarks to the roll-ups; returns how many rows.';

select set_config('role', current_setting('lyss.migrating_role'), true);
