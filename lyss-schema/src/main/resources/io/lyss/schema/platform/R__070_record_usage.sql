-- Records requests, an element of each array for each, under the caller's policies. It is idempotent: an id is
-- counted once, however often it is recorded. The cost of a request is computed here and kept, unless the
-- caller gives it. A request that used no tokens and has no price costs nothing.
--
-- A caller that counts by kind need not give the total of tokens. Rows are written in the order of their ids,
-- so that two callers that write the same rows do not deadlock.
create or replace function record_usage(
  p_ids uuid[],
  p_user_ids integer[],
  p_provider_ids integer[],
  p_conversation_ids bigint[],
  p_models text[],
  p_outcomes text[],
  p_tokens integer[],
  p_counts jsonb[],
  p_currencies text[],
  p_costs numeric[],
  p_times_to_first_token_ms integer[],
  p_durations_ms integer[],
  p_tags jsonb[]
)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_stamp constant bigint := usage_stamp();
  v_counts constant usage_statistics_counts[] := p_counts;
  v_priced record;
  v_price_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_recorded bigint;
  v_size constant integer := greatest(
    cardinality(p_ids), cardinality(p_user_ids), cardinality(p_provider_ids),
    cardinality(p_conversation_ids), cardinality(p_models), cardinality(p_outcomes),
    cardinality(p_tokens), cardinality(p_counts), cardinality(p_currencies), cardinality(p_costs),
    cardinality(p_times_to_first_token_ms), cardinality(p_durations_ms), cardinality(p_tags));
begin
  v_priced := usage_costs(p_ids, p_provider_ids, p_models, v_counts, p_costs);
  -- in variables, because an array in a record is unpacked anew for each element
  v_price_ids := v_priced.price_ids;
  v_currencies := v_priced.currencies;
  v_costs := v_priced.costs;
  insert into usage_statistics (
    user_id, provider_id, conversation_id, tokens_used, cost, recorded_at, request_id, model,
    outcome, counts, price_id, currency, time_to_first_token_ms, duration_ms, tags, stamp
  )
  select
    p_user_ids[n], p_provider_ids[n], p_conversation_ids[n],
    coalesce(p_tokens[n], k.prompt_tokens + k.completion_tokens),
    coalesce(
      p_costs[n], v_costs[n], case when v_counts[n] = '{}' and p_tokens[n] is null then 0 end),
    uuid_time(p_ids[n]), p_ids[n], p_models[n], p_outcomes[n], v_counts[n], v_price_ids[n],
    case when p_costs[n] is null then v_currencies[n] else p_currencies[n] end,
    p_times_to_first_token_ms[n], p_durations_ms[n], p_tags[n], v_stamp
  -- By index, because unnesting so many arrays takes twice the time of a request to set up. They are sorted before
  -- their columns are computed, because a sort copies what it sorts.
  from (select i from generate_series(1, v_size) as i order by p_ids[i]) as s (n)
  cross join lateral token_totals(v_counts[n]) as k
  on conflict do nothing;
  get diagnostics v_recorded = row_count;
  return v_recorded;
end
$$;

comment on function record_usage(
  uuid[], integer[], integer[], bigint[], text[], text[], integer[], jsonb[], text[], numeric[],
  integer[], integer[], jsonb[]
) is
  'Records requests; returns how many were not recorded before.';
