-- A reservation is settled with what the request used (here), released if it used nothing (release_quota), or
-- expired if nobody reported either (expire_reservations). Each is idempotent, and locks the reservation before
-- the counters.
--
-- What was used is counted in full, also beyond what was held and beyond the limits: the provider has to be
-- paid. It belongs to the period in which it was reserved. An expired reservation can still be settled, however
-- late its usage is reported. What it held was given back, so all of the usage is counted now.
--
-- The cost of the request is that of its usage record. A budget of cost counts requests priced in its currency;
-- a request without a price counts 0 until it has one (adjust_usage).
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
  v_prompt_tokens bigint;
  v_completion_tokens bigint;
  v_tokens bigint;
  v_price_id uuid;
  v_currency text := p_currency;
  v_cost numeric := p_cost;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_group_id is not null and p_group_id <> all (current_group_ids())
    and current_setting('role') <> 'lyss_system' then
    raise exception 'group_id is %: users record what they used for groups of theirs', p_group_id
      using errcode = 'insufficient_privilege';
  end if;
  v_known := lock_reservation(p_tenant_id, p_id);
  if v_known.id is null then
    return;
  end if;
  if v_known.state not in ('reserved', 'expired') then
    state := v_known.state;
    settled_amount := v_known.settled_amount;
    return next;
    return;
  end if;
  perform require_usage_ids(array[p_usage_id]);
  select t.prompt_tokens, t.completion_tokens, t.prompt_tokens + t.completion_tokens
  into v_prompt_tokens, v_completion_tokens, v_tokens
  from token_totals(case jsonb_typeof(p_counts) when 'object' then p_counts end) as t;
  if p_cost is null then
    select c.price_id, c.currency, c.cost into v_price_id, v_currency, v_cost
    from cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => v_known.provider_type, p_model => v_known.model,
      p_counts => p_counts::usage_records_counts, p_at => uuid_time(p_usage_id)) as c;
    v_cost := coalesce(v_cost, case when p_counts = '{}' then 0 end);
  end if;
  insert into usage_records (
    tenant_id, id, user_id, token_id, channel_id, group_id, conversation_id, provider_type, model,
    outcome, counts, prompt_tokens, completion_tokens, amount, price_id, currency, cost,
    time_to_first_token_ms, duration_ms, tags, reservation_id, recorded_at
  )
  values (
    p_tenant_id, p_usage_id, v_known.user_id, v_known.token_id, v_known.channel_id, p_group_id,
    p_conversation_id, v_known.provider_type, v_known.model, p_outcome, p_counts,
    v_prompt_tokens, v_completion_tokens, p_amount, v_price_id, v_currency, v_cost,
    p_time_to_first_token_ms, p_duration_ms, p_tags, p_id, uuid_time(p_usage_id)
  )
  on conflict (tenant_id, id, recorded_at) do nothing;
  if not found then
    raise exception 'another request was recorded with the id %: give this one an id of its own', p_usage_id
      using
        errcode = 'unique_violation',
        constraint = 'usage_records_tenant_id_id_recorded_at_pk';
  end if;
  perform end_reservation(
    v_known, 'settled', p_amount,
    array(
      select row(
        l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
        case v_known.state when 'reserved' then -l.held else 0 end,
        case l.unit
          when 'amount' then p_amount
          when 'tokens' then v_tokens
          when 'cost' then coalesce(cost_needed(l.currency, v_currency, v_cost), 0)
          when 'requests' then 1
          else 0
        end
      )::quota_line
      from unnest(v_known.lines) as l));
  state := 'settled';
  settled_amount := p_amount;
  return next;
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
