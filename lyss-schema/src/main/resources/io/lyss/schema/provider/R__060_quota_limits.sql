-- All limits that apply to a request. They are defined only here: reserving, selecting a channel and showing
-- the remaining quota use it.
--
-- A limit of -1 is no limit, but usage is counted all the same, because people want to know it.
--
-- The need is the caller's estimate; null where it is unknown.
--
-- Each request calls this. So limits of rows that are already read need no statement, and the budgets are found
-- by one index.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function quota_limits(
  p_tenant_id uuid,
  p_user_id uuid,
  p_group_ids uuid[],
  p_token user_tokens,
  p_channel provider_channels,
  p_settings tenant_settings,
  p_model text,
  p_at timestamptz,
  p_amount numeric,
  p_tokens numeric,
  p_cost numeric,
  p_currency text
)
returns quota_limit[]
language plpgsql stable
as $$
declare
  v_zone constant text := coalesce(p_settings.time_zone, 'UTC');
  v_minute constant timestamptz := ${schema}.period_start('minute', p_at, v_zone);
  v_holders constant uuid[] := array[p_tenant_id, p_user_id, p_token.id, p_channel.id] || p_group_ids;
  v_limits ${schema}.quota_limit[] := '{}';
begin
  if p_token.id is not null then
    v_limits := array[
      row(
        p_token.id, p_token.id, 'quota', 'token', 'amount', null, 'total', '-infinity', v_zone,
        coalesce(nullif(p_token.quota, -1)::numeric, 'Infinity'), null, p_token.user_id, null, p_amount
      ),
      row(
        p_token.id, p_token.id, 'rate_limit', 'token', 'requests', null, 'minute', v_minute, v_zone,
        p_token.rate_limit, null, p_token.user_id, null, 1
      )
    ]::${schema}.quota_limit[];
  end if;
  if p_channel.id is not null then
    v_limits := v_limits || array[
      row(
        p_channel.id, p_channel.id, 'quota', 'channel', 'amount', null, 'total', '-infinity', v_zone,
        coalesce(nullif(p_channel.quota, -1)::numeric, 'Infinity'), null, p_channel.owner_id,
        p_channel.group_id, p_amount
      ),
      row(
        p_channel.id, p_channel.id, 'rate_limit', 'channel', 'requests', null, 'minute', v_minute,
        v_zone, p_channel.rate_limit, null, p_channel.owner_id, p_channel.group_id, 1
      )
    ]::${schema}.quota_limit[];
  end if;
  if p_settings.tenant_id is not null then
    v_limits := v_limits || row(
      p_settings.tenant_id, p_settings.tenant_id, 'api_calls', 'tenant', 'requests', null, 'month',
      ${schema}.period_start('month', p_at, v_zone), v_zone,
      coalesce(p_settings.max_api_calls::numeric, 'Infinity'), null, null, null, 1
    )::${schema}.quota_limit;
  end if;
  -- Many requests have no budgets: setting up the next statement takes ten times as long as this look.
  perform from ${schema}.budgets as b
  where b.tenant_id = p_tenant_id and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (v_holders);
  if not found then
    return v_limits;
  end if;
  return v_limits || array(
    select row(
      b.id, h.id, 'budget', b.subject, b.unit, b.currency, b.period,
      ${schema}.period_start(b.period, p_at, v_zone), v_zone, coalesce(b.hard_limit, 'Infinity'),
      b.soft_limit,
      case b.subject
        when 'user' then p_user_id
        when 'token' then p_user_id
        when 'channel' then p_channel.owner_id
      end,
      case b.subject when 'group' then h.id when 'channel' then p_channel.group_id end,
      case b.unit
        when 'amount' then p_amount
        when 'tokens' then p_tokens
        when 'cost' then ${schema}.cost_needed(b.currency, p_currency, p_cost)
        else 1
      end
    )::${schema}.quota_limit
    from ${schema}.budgets as b
    cross join lateral unnest(
      case b.subject
        when 'tenant' then array[p_tenant_id]
        when 'group' then p_group_ids
        when 'user' then array[p_user_id]
        when 'token' then array[p_token.id]
        else array[p_channel.id]
      end
    ) as h (id)
    where b.tenant_id = p_tenant_id
      and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (v_holders)
      and coalesce(b.subject_id, h.id) = h.id
      and (b.set_by <> 'user' or b.user_id = p_user_id)
      and coalesce(b.model, p_model) = p_model);
end
$$;

revoke execute on function
  quota_limits(uuid, uuid, uuid[], user_tokens, provider_channels, tenant_settings, text, timestamptz,
    numeric, numeric, numeric, text)
  from public;

comment on function
  quota_limits(uuid, uuid, uuid[], user_tokens, provider_channels, tenant_settings, text, timestamptz,
    numeric, numeric, numeric, text) is
  'Internal: The limits that apply to a request.';

select set_config('role', current_setting('lyss.migrating_role'), true);
