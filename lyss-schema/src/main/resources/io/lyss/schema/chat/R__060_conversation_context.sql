-- What a model is given of a conversation: the latest summary, and the last messages since. It is
-- one query, as it runs before each answer: the summary in a row of its own, if there is one, and
-- then the messages.
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
as $$
declare
  v_covered bigint;
begin
  select true, s.id, s.summary_text, s.summary_type, s.up_to_sequence, s.created_at
  into is_summary, summary_id, summary_text, summary_type, up_to_sequence, summary_created_at
  from conversation_summaries as s
  where s.tenant_id = p_tenant_id
    and s.conversation_id = p_conversation_id
    and s.user_id = current_user_id()
  order by s.up_to_sequence desc, s.id desc
  limit 1;
  v_covered := coalesce(up_to_sequence, 0);
  if is_summary then
    return next;
  end if;
  return query
    select
      false, null::uuid, null::text, null::varchar, null::bigint, null::timestamptz,
      m.id, m.sequence, m.role, m.content, m.token_count, m.model_used, m.response_time_ms,
      m.tool_calls, m.tool_call_id, m.created_at
    from conversation_messages_newest_first(
      p_tenant_id, p_conversation_id, p_limit, p_after_sequence => v_covered) as m
    order by m.sequence;
end
$$;

comment on function conversation_context(uuid, uuid, integer) is
  'The latest summary of one of the current user''s conversations, then the last messages since, in order.';
