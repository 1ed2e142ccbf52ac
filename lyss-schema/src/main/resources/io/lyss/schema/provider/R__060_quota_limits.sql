-- Every limit that applies to a request. Which limits there are is said here and nowhere else: reserving,
-- selecting a channel and telling what remains rest on it.
--
-- A limit of -1 is no limit, and counts all the same: people want to know what was used.
--
-- What a limit needs is what the caller estimates; null where that is not known.
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
begin
  return array(
    select row(
      l.limit_id, l.holder_id, l.measure, l.subject, l.unit, l.currency, l.period, p.period_start,
      v_zone, l.hard_limit, l.soft_limit, l.user_id, l.group_id,
      case l.unit
        when 'amount' then p_amount
        when 'tokens' then p_tokens
        when 'cost' then case when l.currency = p_currency then p_cost else 0 * p_cost end
        else 1
      end
    )::${schema}.quota_limit
    from (
      values
        (
          p_token.id, p_token.id, 'quota', 'token', 'amount', null, 'total',
          coalesce(nullif(p_token.quota, -1)::numeric, 'Infinity'), null::numeric, p_token.user_id,
          null::uuid
        ),
        (
          p_token.id, p_token.id, 'rate_limit', 'token', 'requests', null, 'minute',
          p_token.rate_limit, null, p_token.user_id, null
        ),
        (
          p_channel.id, p_channel.id, 'quota', 'channel', 'amount', null, 'total',
          coalesce(nullif(p_channel.quota, -1)::numeric, 'Infinity'), null, p_channel.owner_id,
          p_channel.group_id
        ),
        (
          p_channel.id, p_channel.id, 'rate_limit', 'channel', 'requests', null, 'minute',
          p_channel.rate_limit, null, p_channel.owner_id, p_channel.group_id
        ),
        (
          p_settings.tenant_id, p_settings.tenant_id, 'api_calls', 'tenant', 'requests', null, 'month',
          coalesce(p_settings.max_api_calls::numeric, 'Infinity'), null, null, null
        )
      union all
      select
        b.id, h.id, 'budget', b.subject::text, b.unit::text, b.currency::text, b.period::text,
        coalesce(b.hard_limit, 'Infinity'), b.soft_limit,
        case b.subject
          when 'user' then p_user_id
          when 'token' then p_user_id
          when 'channel' then p_channel.owner_id
        end,
        case b.subject when 'group' then h.id when 'channel' then p_channel.group_id end
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
        and (
          b.subject_id is null
          or b.subject_id
            = any (array[p_tenant_id, p_user_id, p_token.id, p_channel.id] || p_group_ids)
        )
        and coalesce(b.subject_id, h.id) = h.id
        and (b.set_by <> 'user' or b.user_id = p_user_id)
        and coalesce(b.model, p_model) = p_model
    ) as l (
      limit_id, holder_id, measure, subject, unit, currency, period, hard_limit, soft_limit, user_id,
      group_id
    )
    cross join lateral (
      select ${schema}.period_start(l.period, p_at, v_zone)
    ) as p (period_start)
    where l.limit_id is not null);
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
