-- Records requests without a reservation, or of a host that counts by itself: thousands at a time, an element
-- of each array for each. It is idempotent: an id is counted once, however often it is recorded.
--
-- Users record their own requests, with their own tokens, groups and channels; system work records anybody's.
--
-- The cost of a request is computed here and kept, unless the caller gives it. A request that used no tokens
-- and has no price costs nothing. Rows are written in the order of their ids, so that two callers that write
-- the same rows do not deadlock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_usage(
  p_tenant_id uuid,
  p_ids uuid[],
  p_user_ids uuid[],
  p_token_ids uuid[],
  p_channel_ids uuid[],
  p_group_ids uuid[],
  p_conversation_ids uuid[],
  p_models text[],
  p_outcomes text[],
  p_counts jsonb[],
  p_amounts bigint[],
  p_currencies text[],
  p_costs numeric[],
  p_times_to_first_token_ms integer[],
  p_durations_ms integer[],
  p_tags jsonb[]
)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_stamp constant bigint := usage_stamp();
  v_counts constant usage_records_counts[] := p_counts;
  v_priced record;
  v_types text[];
  v_price_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_before bigint;
  v_recorded bigint;
  v_size constant integer := greatest(
    cardinality(p_ids), cardinality(p_user_ids), cardinality(p_token_ids), cardinality(p_channel_ids),
    cardinality(p_group_ids), cardinality(p_conversation_ids), cardinality(p_models),
    cardinality(p_outcomes), cardinality(p_counts), cardinality(p_amounts), cardinality(p_currencies),
    cardinality(p_costs), cardinality(p_times_to_first_token_ms), cardinality(p_durations_ms),
    cardinality(p_tags));
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  -- nested, because PostgreSQL sets up a whole condition before it evaluates its first part
  if not v_system then
    if exists (select from unnest(p_user_ids) as u (id) where u.id is distinct from current_user_id())
      or exists (
        select from unnest(p_group_ids) as g (id) where g.id is not null and g.id <> all (current_group_ids())
      )
      or exists (
        select from (select distinct n.id from unnest(p_token_ids) as n (id)) as k
        where k.id is not null and not exists (
          select from user_tokens as t
          where t.tenant_id = p_tenant_id and t.id = k.id and t.user_id = current_user_id()
        )
      )
      or exists (
        select from (select distinct n.id from unnest(p_channel_ids) as n (id)) as k
        where not exists (
          select from provider_channels as c
          where c.tenant_id = p_tenant_id and c.id = k.id
            and can_use_channel(c.config_scope, c.owner_id, c.group_id)
        )
      )
    then
      raise exception 'users record only their own requests, with tokens of their own and channels that they may use'
        using errcode = 'insufficient_privilege';
    end if;
  end if;
  v_priced := usage_costs(
    p_tenant_id => p_tenant_id, p_ids => p_ids, p_channel_ids => p_channel_ids, p_models => p_models,
    p_counts => v_counts, p_costs => p_costs);
  -- in variables, because an array in a record is unpacked anew for each element
  v_types := v_priced.types;
  v_price_ids := v_priced.price_ids;
  v_currencies := v_priced.currencies;
  v_costs := v_priced.costs;
  if is_on_citus() then
    v_before := usage_of_transaction(p_tenant_id, p_ids);
  end if;
  insert into usage_records (
    tenant_id, id, user_id, token_id, channel_id, group_id, conversation_id, provider_type, model,
    outcome, counts, prompt_tokens, completion_tokens, amount, price_id, currency, cost,
    time_to_first_token_ms, duration_ms, tags, recorded_at, stamp
  )
  select
    p_tenant_id, p_ids[n], p_user_ids[n], p_token_ids[n], p_channel_ids[n], p_group_ids[n],
    p_conversation_ids[n], v_types[n], p_models[n], p_outcomes[n], v_counts[n],
    k.prompt_tokens, k.completion_tokens, p_amounts[n], v_price_ids[n],
    case when p_costs[n] is null then v_currencies[n] else p_currencies[n] end,
    coalesce(p_costs[n], v_costs[n], case when v_counts[n] = '{}' then 0 end),
    p_times_to_first_token_ms[n], p_durations_ms[n], p_tags[n], uuid_time(p_ids[n]), v_stamp
  -- By index, because unnesting so many arrays takes twice the time of a request to set up. They are sorted before
  -- their columns are computed, because a sort copies what it sorts.
  from (select i from generate_series(1, v_size) as i order by p_ids[i]) as s (n)
  cross join lateral token_totals(v_counts[n]) as k
  on conflict (tenant_id, id, recorded_at) do nothing;
  if is_on_citus() then
    v_recorded := usage_of_transaction(p_tenant_id, p_ids) - v_before;
  else
    get diagnostics v_recorded = row_count;
  end if;
  if v_recorded < cardinality(p_ids) then
    if exists (
      select from unnest(p_ids, p_user_ids) as n (id, user_id)
      join usage_records as r
        on r.tenant_id = p_tenant_id and r.id = n.id and r.recorded_at = uuid_time(n.id)
      where r.user_id <> n.user_id
    ) then
      raise exception 'the id is that of a request of another user'
        using
          errcode = 'unique_violation',
          constraint = 'usage_records_tenant_id_id_recorded_at_pk';
    end if;
  end if;
  return v_recorded;
end
$$;

revoke execute on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) from public;
grant execute on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) to authenticated_users, lyss_system;

comment on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) is
  'Records requests that had no reservation; returns how many were not recorded before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
