-- Writes requests, an element of each array for each. What a request cost is computed here and stays,
-- unless the caller tells it. What used no tokens and has no price cost nothing.
--
-- An id that is there already is left out. The rows are written in the order of their ids, so that
-- two that write the same do not wait in a circle.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function write_usage(
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
  p_tags jsonb[],
  p_reservation_ids uuid[]
)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_stamp constant bigint := usage_stamp();
  v_written bigint;
begin
  perform require_usage_ids(p_ids);
  insert into usage_records (
    tenant_id, id, user_id, token_id, channel_id, group_id, conversation_id, provider_type, model,
    outcome, counts, prompt_tokens, completion_tokens, amount, price_id, currency, cost,
    time_to_first_token_ms, duration_ms, tags, reservation_id, recorded_at, stamp
  )
  select
    p_tenant_id, n.id, n.user_id, n.token_id, n.channel_id, n.group_id, n.conversation_id, t.name,
    n.model, n.outcome, n.counts, s.prompt_tokens, s.completion_tokens, n.amount, p.price_id,
    case when n.cost is null then p.currency else n.currency end,
    coalesce(n.cost, p.cost, case when n.counts = '{}' then 0 end),
    n.time_to_first_token_ms, n.duration_ms, n.tags, n.reservation_id, uuid_time(n.id), v_stamp
  from unnest(
    p_ids, p_user_ids, p_token_ids, p_channel_ids, p_group_ids, p_conversation_ids, p_models,
    p_outcomes, p_counts, p_amounts, p_currencies, p_costs, p_times_to_first_token_ms,
    p_durations_ms, p_tags, p_reservation_ids
  ) as n (
    id, user_id, token_id, channel_id, group_id, conversation_id, model, outcome, counts, amount,
    currency, cost, time_to_first_token_ms, duration_ms, tags, reservation_id
  )
  left join provider_channels as c on c.tenant_id = p_tenant_id and c.id = n.channel_id
  left join provider_types as k on k.id = c.type
  -- a channel may be deleted while a request runs
  left join quota_reservations as q on q.tenant_id = p_tenant_id and q.id = n.reservation_id
  cross join lateral (select coalesce(q.provider_type, k.name)) as t (name)
  cross join lateral token_totals(case jsonb_typeof(n.counts) when 'object' then n.counts end) as s
  left join lateral (
    select * from cost_of_usage(p_tenant_id, t.name, n.model, n.counts, uuid_time(n.id))
    where n.cost is null
  ) as p on true
  order by n.id
  on conflict (tenant_id, id, recorded_at) do nothing;
  get diagnostics v_written = row_count;
  return v_written;
end
$$;

revoke execute on function write_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[], uuid[]
) from public;

comment on function write_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[], uuid[]
) is
  'Internal: Writes the requests whose ids are not there yet; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
