-- A reservation is settled with what the request used (here), released if it used nothing
-- (release_quota), or expired if nobody reported either (expire_reservations). Each is idempotent,
-- and locks the reservation before the counters.
--
-- What was used is counted in full, also beyond what was held and beyond the limits: it has been paid. It
-- belongs to the period in which it was reserved. An expired reservation can still be settled: the provider
-- has been paid, however late that is known. What it held was given back, so all is counted now.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function settle_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_usage_id uuid,
  p_amount bigint,
  p_prompt_tokens bigint,
  p_completion_tokens bigint,
  p_cost numeric
)
returns table (state varchar, settled_amount bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_known quota_reservations;
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
  insert into usage_records
    (tenant_id, id, user_id, token_id, channel_id, model, prompt_tokens, completion_tokens, amount,
      cost, reservation_id)
  values
    (p_tenant_id, p_usage_id, v_known.user_id, v_known.token_id, v_known.channel_id, v_known.model,
      p_prompt_tokens, p_completion_tokens, p_amount, p_cost, p_id);
  v_lines := array(
    select row(
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
      case v_known.state when 'reserved' then -l.held else 0 end,
      case l.unit
        when 'amount' then p_amount
        when 'tokens' then p_prompt_tokens + p_completion_tokens
        when 'cost' then p_cost
        when 'requests' then 1
        else 0
      end
    )::quota_line
    from unnest(v_known.lines) as l);
  perform end_reservation(v_known, 'settled', p_amount, v_lines);
  return query select 'settled'::varchar, p_amount;
end
$$;

revoke execute on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric)
  from public;
grant execute on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric)
  to authenticated_users, lyss_system;

comment on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric) is
  'Ends a reservation with what the request used, and records it; returns how it ended, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
