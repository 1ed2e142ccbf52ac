-- Begins to keep days of time zones: adds up the quarters of an hour of each. Whoever calls it has locked the watermark, so
-- nobody adds to these meanwhile, and none of the days is kept yet. One by one, because Citus inserts only values, and what
-- it selects for one tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_local_days(p_tenants uuid[], p_starts timestamptz[], p_ends timestamptz[])
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_tenant_id uuid;
  v_starts_at timestamptz;
  v_ends_at timestamptz;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  for v_tenant_id, v_starts_at, v_ends_at in
    select d.tenant_id, d.starts_at, d.ends_at
    from unnest(p_tenants, p_starts, p_ends) as d (tenant_id, starts_at, ends_at)
  loop
    insert into usage_local_days (tenant_id, starts_at, ends_at) values (v_tenant_id, v_starts_at, v_ends_at);
    insert into usage_local_totals (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced,
      prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      q.tenant_id, v_starts_at, v_ends_at, q.channel_id, q.provider_type, q.model, q.outcome, q.currency,
      sum(q.requests), sum(q.unpriced), sum(q.prompt_tokens), sum(q.completion_tokens), sum(q.amount),
      sum(q.cost), sum(q.timed), sum(q.duration_ms), sum(q.streamed), sum(q.time_to_first_token_ms)
    from usage_quarter_hours as q
    where q.tenant_id = v_tenant_id and q.quarter_hour >= v_starts_at and q.quarter_hour < v_ends_at
    group by q.tenant_id, q.channel_id, q.provider_type, q.model, q.outcome, q.currency;
  end loop;
end
$$;

revoke execute on function add_local_days(uuid[], timestamptz[], timestamptz[]) from public;

comment on function add_local_days(uuid[], timestamptz[], timestamptz[]) is
  'Internal: Adds up days of time zones that were not kept, and keeps them.';

select set_config('role', current_setting('lyss.migrating_role'), true);
