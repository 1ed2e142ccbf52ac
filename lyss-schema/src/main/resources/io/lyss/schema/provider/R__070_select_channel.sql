-- Chooses the channel for a request: of those that the caller may use, that support the model and are
-- available, one of the highest priority, in proportion to their weights. Requests with the same key get the
-- same channel, as long as it is available; without a key it is chosen at random.
--
-- It reads one priority after the other, and stops at the first with a choice: one statement for all would be
-- planned as if few channels met its conditions, and read them all. The rest (the channel's type, its health,
-- its room) is read for the chosen channel only, in statements of one table each: setting up one statement for
-- all of it takes several times as long as these. A request that needs nothing of a quota passes where it is
-- used up.
--
-- The result identifies the attempt by the epochs of channel and model, which a report gives back. If there is
-- no channel, the outcome is that of the one that will be available first.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function select_channel(
  p_tenant_id uuid,
  p_model text,
  p_key text,
  p_excluded uuid[],
  p_token_id uuid,
  p_amount bigint,
  p_estimate jsonb
)
returns table (
  outcome text,
  channel_id uuid,
  model text,
  channel_epoch bigint,
  model_epoch bigint,
  type_name varchar,
  base_url text,
  api_format varchar,
  upstream_model text,
  is_probe boolean,
  retry_at timestamptz
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now constant timestamptz := statement_time();
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_group_ids constant uuid[] := current_group_ids();
  v_seed constant bigint := coalesce(hashtextextended(p_key, 0), (random() * 1e15)::bigint);
  v_models constant text[] := array['', p_model];
  v_passed uuid[] := p_excluded;
  v_closed_types bigint[] := '{}';
  v_priority integer := 100;
  v_open uuid[];
  v_channel provider_channels;
  v_type provider_types;
  v_health record;
  v_seen record;
  v_tried boolean := false;
  v_states text[] := '{}';
  v_untils timestamptz[] := '{}';
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_amount < 0 then
    raise exception 'amount is %; it is 0 or more', p_amount
      using errcode = 'numeric_value_out_of_range';
  end if;
  if (p_estimate = '{}' or is_token_counts(p_estimate)) is not true then
    raise exception 'an estimate is an object of kinds of tokens and their counts, of 0 and more'
      using errcode = 'data_exception';
  end if;
  if p_token_id is not null then
    outcome := token_refusal(p_tenant_id, p_token_id, p_model);
    if outcome is not null and (outcome <> 'token_exhausted' or p_amount is distinct from 0) then
      return next;
      return;
    end if;
    v_open := token_channels(p_tenant_id, p_token_id);
  end if;

  loop
    -- max() would be a second plan around this one
    select a.priority into v_priority from provider_channels as a
    where a.tenant_id = p_tenant_id and a.status <> 2 and a.priority <= v_priority
    order by a.priority desc
    limit 1;
    exit when v_priority is null;
    -- only what this function and quota_limits() read of a channel: sorting and copying whole rows costs more
    select a.id, a.type, a.rate_limit, a.quota, a.owner_id, a.group_id, a.model_mapping
    into
      v_channel.id, v_channel.type, v_channel.rate_limit, v_channel.quota, v_channel.owner_id, v_channel.group_id,
      v_channel.model_mapping
    from provider_channels as a
    where a.tenant_id = p_tenant_id and a.status <> 2 and a.priority = v_priority
      and a.models ? p_model
      and a.id <> all (v_passed)
      and (v_open is null or a.id = any (v_open))
      and channel_serves_user(
        p_config_scope => a.config_scope, p_owner_id => a.owner_id, p_group_id => a.group_id,
        p_user_id => v_user_id, p_group_ids => v_group_ids)
      and a.type <> all (v_closed_types)
    order by selection_score(a.id, a.weight, v_seed) desc, a.id
    limit 1;
    if v_channel.id is null then
      v_priority := v_priority - 1;
      continue;
    end if;
    v_passed := v_passed || v_channel.id;

    -- Closed ones are read once one of them was chosen, all together, so that they are not chosen one after the
    -- other.
    select * into v_type from provider_types as t where t.id = v_channel.type;
    if v_type.status <> 'active' then
      v_closed_types := array(select t.id from provider_types as t where t.status <> 'active');
      continue;
    end if;
    channel_epoch := 0;
    model_epoch := 0;
    is_probe := false;
    perform from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = v_channel.id and h.model = any (v_models);
    if found then
      select
        coalesce(max(h.epoch) filter (where h.model = ''), 0) as channel_epoch,
        coalesce(max(h.epoch) filter (where h.model <> '' or p_model = ''), 0) as model_epoch,
        coalesce(bool_or(h.failures > 0), false) as is_probe,
        coalesce(bool_or(is_cooling(h.failures, h.retry_at, h.probe_until, v_now)), false) as is_cooling
      into v_health
      from channel_health as h
      where h.tenant_id = p_tenant_id and h.channel_id = v_channel.id and h.model = any (v_models);
      if v_health.is_cooling then
        v_passed := v_passed || array(
          select h.channel_id from channel_health as h
          where h.tenant_id = p_tenant_id and h.model = any (v_models) and h.failures > 0
            and is_cooling(h.failures, h.retry_at, h.probe_until, v_now));
        continue;
      end if;
      channel_epoch := v_health.channel_epoch;
      model_epoch := v_health.model_epoch;
      is_probe := v_health.is_probe;
    end if;
    continue when channel_lacks(p_tenant_id, v_channel, p_model, p_amount, p_estimate) <> '{}';
    if is_probe then
      select * into channel_epoch, model_epoch, is_probe
      from take_trial(
        p_tenant_id => p_tenant_id, p_channel_id => v_channel.id, p_model => p_model, p_now => v_now,
        p_channel_epoch => channel_epoch, p_model_epoch => model_epoch);
      continue when is_probe is null;
    end if;
    outcome := 'selected';
    channel_id := v_channel.id;
    model := p_model;
    type_name := v_type.name;
    base_url := v_type.base_url;
    api_format := v_type.api_format;
    upstream_model := coalesce(v_channel.model_mapping ->> p_model, p_model);
    return next;
    return;
  end loop;

  -- A channel that is available here is being tried by another request.
  for v_seen in
    select a.id, a.state, a.retry_at from channels_of_model(p_tenant_id, p_model) as a
    where v_open is null or a.id = any (v_open)
  loop
    v_tried := v_tried or coalesce(v_seen.id = any (p_excluded), false);
    select v_states || case s.state when 'available' then 'cooling' else s.state end, v_untils || s.until
    into v_states, v_untils
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => v_seen.id, p_model => p_model, p_state => v_seen.state,
      p_retry_at => v_seen.retry_at, p_amount => p_amount, p_estimate => p_estimate) as s;
  end loop;
  select
    case when v_tried then 'all_tried'
      else coalesce((array_agg(s.state order by s.until, s.state))[1], 'unsupported')
    end,
    min(s.until)
  into outcome, retry_at
  from unnest(v_states, v_untils) as s (state, until);
  channel_epoch := null;
  model_epoch := null;
  is_probe := null;
  return next;
end
$$;

revoke execute on function select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) from public;
grant execute on function select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) to authenticated_users;

comment on function select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) is
  'The channel for a request of a model, or why there is none: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
