-- What a model is given of a conversation: the latest summary, and the last messages since. In one
-- question, as it is asked before each answer: the summary in a row of its own, if there is one, and
-- then the messages. The plan is kept for the same reason as that of a page.
create or replace function conversation_context(
  p_tenant_id uuid, p_conversation_id uuid, p_limit integer
)
returns table (
  is_summary boolean,
  summary_id uuid,
  summary_text text,
  summary_type varchar,
  up_to_sequence bigint,
  summary_created_at timestamptz,
  message_id uuid,
  sequence bigint,
  role varchar,
  content text,
  token_count integer,
  model_used varchar,
  response_time_ms integer,
  tool_calls jsonb,
  tool_call_id varchar,
  message_created_at timestamptz
)
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := current_user_id();
  v_covered bigint;
  v_from timestamptz;
  v_to timestamptz;
begin
  select true, s.id, s.summary_text, s.summary_type, s.up_to_sequence, s.created_at
  into is_summary, summary_id, summary_text, summary_type, up_to_sequence, summary_created_at
  from conversation_summaries as s
  where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
    and s.user_id = v_user
  order by s.up_to_sequence desc, s.id desc
  limit 1;
  if is_summary then
    return next;
  end if;
  v_covered := coalesce(up_to_sequence, 0);
  select c.created_at, c.last_active_at into v_from, v_to
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
  return query
    select
      false, null::uuid, null::text, null::varchar, null::bigint, null::timestamptz,
      l.id, l.sequence, l.role, l.content, l.token_count, l.model_used, l.response_time_ms,
      l.tool_calls, l.tool_call_id, l.created_at
    from (
      select m.* from conversation_messages as m
      where m.tenant_id = p_tenant_id
        and m.conversation_id = p_conversation_id
        and m.user_id = v_user
        and m.created_at >= v_from
        and m.created_at <= v_to
        and m.sequence > v_covered
      order by m.sequence desc
      limit p_limit
    ) as l
    order by l.sequence;
end
$$;

comment on function conversation_context(uuid, uuid, integer) is
  'The latest summary of one of the asker''s conversations, then the last messages since, in order.';
