-- Reserves for a request what it needs of each limit that applies to it, or of none, and never more than is
-- left. Nearly always that is one statement (hold_quota), which gives up where it would have to wait. If it
-- finds no slot, this first checks whether all slots together have enough. Then it waits for one of each limit,
-- or locks them all to share out what is left (await_slots). Refusing locks nothing.
--
-- It is idempotent: the same id again returns the same reservation, whatever its state. An id that another
-- request has used is an error. A lack of quota is a result and no error, so that the caller's transaction
-- stays usable.
--
-- The need is the caller's estimate: an amount for the quota of token and channel, counts for budgets of tokens
-- and cost. Where the caller has none, nothing is held and something has to be left, but of a budget that a request
-- of the model costs nothing, whatever it uses. Whether it does is looked up only where such a budget refuses it.
--
-- Each request calls this, so its statements are few, and each has one plan for all calls.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function reserve_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_token_id uuid,
  p_channel_id uuid,
  p_model text,
  p_amount bigint,
  p_estimate jsonb,
  p_hold interval
)
returns table (
  outcome text,
  state varchar,
  expires_at timestamptz,
  limit_id uuid,
  measure text,
  subject text,
  unit text,
  period text,
  hard_limit numeric,
  remaining numeric,
  resets_at timestamptz
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_group_ids constant uuid[] := current_group_ids();
  v_now constant timestamptz := statement_time();
  v_until constant timestamptz := v_now + p_hold;
  v_token user_tokens;
  v_channel provider_channels;
  v_type provider_types;
  v_settings tenant_settings;
  v_tokens numeric;
  v_cost numeric;
  v_currency text;
  v_limits quota_limit[];
  v_awaited quota_limit[];
  v_slots smallint[];
  v_waits boolean;
  v_short bigint[];
  v_left numeric[];
  v_free bigint[];
  v_number bigint;
  v_limit quota_limit;
  v_lines quota_line[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if is_token_counts(p_estimate) is not true then
    raise exception 'an estimate is an object of kinds of tokens and their counts, of 0 and more'
      using errcode = 'check_violation', constraint = 'quota_reservations_estimate_check';
  end if;
  for v_attempt in 1..10 loop
    begin
      v_waits := v_attempt > 1;
      if v_waits then
        v_slots := await_slots(p_tenant_id, v_limits);
        v_awaited := v_limits;
        v_waits := false;
      end if;
      if p_token_id is not null then
        select * into v_token from user_tokens as t
        where t.tenant_id = p_tenant_id and t.id = p_token_id and t.user_id = v_user_id;
      end if;
      select * into v_channel from provider_channels as c
      where c.tenant_id = p_tenant_id and c.id = p_channel_id
        and channel_serves_user(
          p_config_scope => c.config_scope, p_owner_id => c.owner_id, p_group_id => c.group_id,
          p_user_id => v_user_id, p_group_ids => v_group_ids);
      select * into v_type from provider_types as t where t.id = v_channel.type;
      select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
      outcome := case
        when v_token.id is distinct from p_token_id
          or token_state(v_token.status, v_token.revoked_at, v_token.expires_at, v_now) <> 'active'
          or p_token_id is not null and not user_is_active(p_tenant_id, v_user_id)
          then 'token_invalid'
        when not v_token.allowed_models ? p_model then 'model_not_allowed'
        when not coalesce(v_channel.models ? p_model, false)
          or coalesce(v_token.restricted_to_channels, false)
            and p_channel_id <> all (token_channels(p_tenant_id, p_token_id))
          then 'channel_invalid'
        when v_type.status <> 'active' or v_channel.status = 2 then 'channel_disabled'
      end;
      if outcome is null then
        if p_estimate <> '{}' then
          select k.prompt_tokens + k.completion_tokens into v_tokens from token_totals(p_estimate) as k;
          select c.cost, c.currency into v_cost, v_currency
          from cost_of_usage(
            p_tenant_id => p_tenant_id, p_provider_type => v_type.name, p_model => p_model,
            p_counts => p_estimate, p_at => v_now) as c;
        end if;
        v_limits := quota_limits(
          p_tenant_id => p_tenant_id, p_user_id => v_user_id, p_group_ids => v_group_ids, p_token => v_token,
          p_channel => v_channel, p_settings => v_settings, p_model => p_model, p_at => v_now,
          p_amount => p_amount, p_tokens => v_tokens, p_cost => v_cost, p_currency => v_currency);
        if v_attempt > 1 then
          if v_limits is distinct from v_awaited then
            raise sqlstate 'LYQ01';
          end if;
          perform make_room(
            p_tenant_id,
            array(select v_limits[n] from generate_subscripts(v_limits, 1) as n where v_slots[n] is null));
        end if;
        v_lines := hold_quota(p_tenant_id, v_limits, v_slots);
        insert into quota_reservations
          (tenant_id, id, user_id, token_id, channel_id, provider_type, model, amount, estimate, lines,
            expires_at, created_at)
        values
          (p_tenant_id, p_id, v_user_id, p_token_id, p_channel_id, v_type.name, p_model, p_amount,
            p_estimate, v_lines, v_until, v_now)
        on conflict do nothing;
        if not found then
          raise sqlstate 'LYQ01';
        end if;
        insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
        values (p_tenant_id, p_id, 'reserve', v_user_id, v_lines, v_now);
        outcome := 'reserved';
        state := 'reserved';
        expires_at := v_until;
        return next;
        return;
      elsif v_attempt > 1 then
        raise sqlstate 'LYQ01';
      end if;
    exception
      when sqlstate 'LYQ01' then
        -- undoes what was taken meanwhile, locks included
        null;
      when lock_not_available then
        if v_waits then
          raise;
        end if;
    end;

    return query select * from known_reservation(
      p_tenant_id => p_tenant_id, p_id => p_id, p_user_id => v_user_id, p_token_id => p_token_id,
      p_channel_id => p_channel_id, p_model => p_model, p_amount => p_amount, p_estimate => p_estimate);
    if found then
      return;
    end if;
    if outcome is not null then
      return next;
      return;
    end if;
    select
      array_agg(q.number order by e.at desc, q.number) filter (where not q.sufficient),
      array_agg(q.remaining order by e.at desc, q.number) filter (where not q.sufficient)
    into v_short, v_left
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    cross join lateral (select period_end(l.period, l.period_start, l.time_zone)) as e (at);
    if v_short is not null and p_estimate = '{}' and v_currency is null then
      select c.currency, c.cost into v_currency, v_cost
      from unestimated_cost(
        p_tenant_id => p_tenant_id, p_provider_type => v_type.name, p_model => p_model, p_at => v_now) as c;
      v_free := array(
        select n::bigint from generate_subscripts(v_limits, 1) as n
        where v_limits[n].unit = 'cost' and cost_needed(v_limits[n].currency, v_currency, v_cost) = 0);
      foreach v_number in array v_free loop
        v_limits[v_number].needed := 0;
      end loop;
      continue when v_free && v_short;
    end if;
    if v_short is not null then
      v_limit := v_limits[v_short[1]];
      outcome := v_limit.subject || '_exhausted';
      limit_id := v_limit.limit_id;
      measure := v_limit.measure;
      subject := v_limit.subject;
      unit := v_limit.unit;
      period := v_limit.period;
      hard_limit := v_limit.hard_limit;
      remaining := v_left[1];
      resets_at := nullif(
        period_end(v_limit.period, v_limit.period_start, v_limit.time_zone), 'infinity');
      return next;
      return;
    end if;
  end loop;
  raise exception 'the limits of this request were changed again and again meanwhile'
    using errcode = 'serialization_failure', hint = 'Try again.';
end
$$;

revoke execute on function
  reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval)
  from public;
grant execute on function
  reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval)
  to authenticated_users;

comment on function reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval) is
  'Reserves what a request needs of each limit, or says which has too little: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
