-- Whether a channel's own limits have enough left for a request of a model: what it needs, where the caller says
-- that; else something. What it answers is of now; a reservation decides. It looks past the policies, as whoever sees a channel may know that it has no room,
-- whoever has used it up.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function channel_blocked(
  p_tenant_id uuid, p_channel_id uuid, p_model text, p_amount bigint, p_estimate jsonb
)
returns table (reason text, until timestamptz)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_channel provider_channels;
  v_settings tenant_settings;
  v_tokens numeric;
  v_cost numeric;
  v_currency text;
  v_limits quota_limit[];
begin
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and (
      current_system_reason() is not null
      or c.tenant_id = current_tenant_id()
        and can_see_channel(c.config_scope, c.owner_id, c.group_id)
    );
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  if p_estimate <> '{}' then
    select k.prompt_tokens + k.completion_tokens into v_tokens from token_totals(p_estimate) as k;
    select c.cost, c.currency into v_cost, v_currency
    from provider_types as t
    cross join lateral cost_of_usage(p_tenant_id, t.name, p_model, p_estimate, statement_time()) as c
    where t.id = v_channel.type;
  end if;
  v_limits := quota_limits(
    p_tenant_id, null, '{}', null, v_channel, v_settings, p_model, statement_time(), p_amount, v_tokens,
    v_cost, v_currency);
  -- nearly always there is room; to say which limit has none and until when takes several times as long
  perform from quota_left(p_tenant_id, v_limits) as q where not q.sufficient;
  if not found then
    return;
  end if;
  return query
    select
      case l.period when 'minute' then 'rate_limited' else 'exhausted' end,
      nullif(period_end(l.period, l.period_start, l.time_zone), 'infinity')
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    where l.subject = 'channel' and not q.sufficient
    order by period_end(l.period, l.period_start, l.time_zone) desc
    limit 1;
end
$$;

revoke execute on function channel_blocked(uuid, uuid, text, bigint, jsonb) from public;
grant execute on function channel_blocked(uuid, uuid, text, bigint, jsonb) to authenticated_users, lyss_system;

comment on function channel_blocked(uuid, uuid, text, bigint, jsonb) is
  'Internal: Why a channel has no room for a request (exhausted, rate_limited), and until when; or no row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
