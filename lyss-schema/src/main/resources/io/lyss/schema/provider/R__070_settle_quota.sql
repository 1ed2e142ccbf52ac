-- A reservation is settled with what the request used (here), released if it used nothing
-- (release_quota), or expired if nobody reported either (expire_reservations). Each is idempotent,
-- and locks the reservation before the counters.
--
-- What was used is counted in full, also beyond what was held and beyond the limits: it has been paid. It
-- belongs to the period in which it was reserved. An expired reservation can still be settled: the provider
-- has been paid, however late that is known. What it held was given back, so all is counted now.
--
-- What the request cost is what its usage record says. A budget of cost counts what was priced in its
-- currency; what has no price yet counts 0.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function settle_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_usage_id uuid,
  p_amount bigint,
  p_counts jsonb,
  p_outcome text,
  p_group_id uuid,
  p_conversation_id uuid,
  p_currency text,
  p_cost numeric,
  p_time_to_first_token_ms integer,
  p_duration_ms integer,
  p_tags jsonb
)
returns table (state varchar, settled_amount bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_known quota_reservations;
  v_usage record;
  v_lines quota_line[];
begin
  select * into v_known from lock_reservation(p_tenant_id, p_id);
  if not found then
    return;
  end if;
  if v_known.state not in ('reserved', 'expired') then
    return query select v_known.state, v_known.settled_amount;
    return;
  end if;
  if write_usage(
    p_tenant_id, array[p_usage_id], array[v_known.user_id], array[v_known.token_id],
    array[v_known.channel_id], array[p_group_id], array[p_conversation_id],
    array[v_known.model::text], array[p_outcome], array[p_counts], array[p_amount],
    array[p_currency], array[p_cost], array[p_time_to_first_token_ms], array[p_duration_ms],
    array[p_tags], array[p_id]
  ) = 0 then
    raise exception 'another request was recorded with this id'
      using
        errcode = 'unique_violation',
        constraint = 'usage_records_tenant_id_id_recorded_at_pk';
  end if;
  select r.prompt_tokens + r.completion_tokens as tokens, r.currency, r.cost into v_usage
  from usage_records as r
  where r.tenant_id = p_tenant_id and r.id = p_usage_id and r.recorded_at = uuid_time(p_usage_id);
  v_lines := array(
    select row(
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
      case v_known.state when 'reserved' then -l.held else 0 end,
      case l.unit
        when 'amount' then p_amount
        when 'tokens' then v_usage.tokens
        when 'cost' then case l.currency when v_usage.currency then coalesce(v_usage.cost, 0) else 0 end
        when 'requests' then 1
        else 0
      end
    )::quota_line
    from unnest(v_known.lines) as l);
  perform end_reservation(v_known, 'settled', p_amount, v_lines);
  return query select 'settled'::varchar, p_amount;
end
$$;

revoke execute on function settle_quota(
  uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb
) from public;
grant execute on function settle_quota(
  uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb
) to authenticated_users, lyss_system;

comment on function settle_quota(
  uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb
) is
  'Ends a reservation with what the request used, and records it; returns how it ended, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
