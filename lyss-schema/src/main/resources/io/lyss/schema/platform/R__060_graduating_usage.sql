-- Usage as rows of the provider database. A request without an id gets one, whose time is the request's to the
-- millisecond. For a request without counts by kind only the number of its tokens is known.
create or replace function graduating_usage(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, user_id uuid, channel_id uuid, conversation_id uuid, provider_type text,
  model text, outcome text, counts jsonb, prompt_tokens bigint, completion_tokens bigint, amount bigint, price_id uuid,
  currency text, cost numeric, time_to_first_token_ms integer, duration_ms integer, tags jsonb,
  recorded_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    s.id, g.tenant_id, k.id, u.new_id, p.new_id, c.new_id, o.provider_type, coalesce(s.model, 'unknown'), s.outcome,
    s.counts, case s.counts when '{}' then s.tokens_used else t.prompt_tokens end, t.completion_tokens, 0, s.price_id,
    case when s.cost is not null then coalesce(s.currency, g.currency) end, s.cost,
    s.time_to_first_token_ms, s.duration_ms, s.tags, uuid_time(k.id)
  from usage_statistics as s
  cross join graduations as g
  cross join usage_watermark as w
  join graduated_ids as u on u.kind = 'user' and u.old_id = s.user_id
  join graduated_ids as p on p.kind = 'provider' and p.old_id = s.provider_id
  join provider_configs as o on o.id = s.provider_id
  left join graduated_ids as c on c.kind = 'conversation' and c.old_id = s.conversation_id
  cross join lateral token_totals(s.counts) as t
  cross join lateral (
    select graduated_request_id(
      p_tenant_id => g.tenant_id, p_old_id => s.id, p_request_id => s.request_id, p_user_id => s.user_id,
      p_recorded_at => s.recorded_at)
  ) as k (id)
  where s.id > p_after and s.id <= p_until and (p_since is null or s.stamp >= w.epoch + p_since)
$$;

comment on function graduating_usage(bigint, bigint, bigint) is
  'Internal: Requests with ids after the one and up to the other, written since, as rows of the provider database.';
