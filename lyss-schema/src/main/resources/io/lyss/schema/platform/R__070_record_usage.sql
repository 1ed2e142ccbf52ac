-- Records requests, an element of each array for each, under the caller's policies. Idempotent: an id
-- is counted once, however often it is told. What a request cost is computed here and stays, unless
-- the caller tells it. What used no tokens and has no price cost nothing.
--
-- A caller that counts by kind need not count the tokens again. The rows are written in the order of
-- their ids, so that two that write the same do not wait in a circle.
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
  v_recorded bigint;
begin
  perform require_usage_ids(p_ids);
  insert into usage_statistics (
    user_id, provider_id, conversation_id, tokens_used, cost, recorded_at, request_id, model,
    outcome, counts, price_id, currency, time_to_first_token_ms, duration_ms, tags, stamp
  )
  select
    n.user_id, n.provider_id, n.conversation_id,
    coalesce(n.tokens, k.prompt_tokens + k.completion_tokens),
    coalesce(n.cost, p.cost, case when n.counts = '{}' and n.tokens is null then 0 end),
    n.at, n.id, n.model, n.outcome, n.checked, p.price_id,
    case when n.cost is null then p.currency else n.currency end,
    n.time_to_first_token_ms, n.duration_ms, n.tags, v_stamp
  from (
    -- once for each: the counts as a column takes them, and the time in the id
    select u.*, u.counts::usage_statistics_counts as checked, uuid_time(u.id) as at
    from unnest(
      p_ids, p_user_ids, p_provider_ids, p_conversation_ids, p_models, p_outcomes, p_tokens,
      p_counts, p_currencies, p_costs, p_times_to_first_token_ms, p_durations_ms, p_tags
    ) as u (
      id, user_id, provider_id, conversation_id, model, outcome, tokens, counts, currency, cost,
      time_to_first_token_ms, duration_ms, tags
    )
    offset 0
  ) as n
  left join provider_configs as c on c.id = n.provider_id
  cross join lateral token_totals(n.checked) as k
  left join lateral (
    select * from cost_at(c.provider_type, n.model, n.checked, n.at)
    where n.cost is null
  ) as p on true
  order by n.id
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
