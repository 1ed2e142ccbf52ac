-- What a model gets of a conversation: the latest summary, and the last messages since, as many as the budget
-- allows. It is one query, because it runs before each answer: first a row with the summary, if there is one,
-- and then the messages.
--
-- Providers refuse a request in which a call of tools is not followed by all of its answers at once, or an
-- answer does not follow its call. A host that was interrupted while tools ran leaves such a call, after which
-- the conversation would never get an answer again. So such calls and answers are left out, and all other
-- messages are returned. Only at the end a call may wait for answers: those that the host is about to append.
--
-- Some providers refuse a request that does not begin with the user. So this goes from the newest message back,
-- and notes where the messages may begin: not at an answer of a tool. It goes on beyond the summary to the
-- nearest such place, because a call may have been summed up before it was answered.
--
-- A message without a count is estimated by its length in bytes, which needs no tokenizer, and fits Chinese as
-- well as English better than its length in characters.
create or replace function conversation_context(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_messages integer,
  p_tokens bigint,
  p_bytes_per_token double precision,
  p_begins_with_user boolean
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
  finish_reason varchar,
  metadata jsonb,
  imported_at timestamptz,
  message_created_at timestamptz
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_left double precision := p_tokens;
  v_covered bigint := 0;
  v_read integer := 0;
  v_page integer := 32;
  v_before bigint := 9223372036854775807;
  v_before_at timestamptz := 'infinity';
  v_newest bigint;
  v_first bigint;
  -- the oldest message such that all between it and the first one are left out
  v_reached bigint;
  v_may_begin boolean := false;
  -- of the answers that follow the message to be read next
  v_answers bigint[] := '{}';
  v_answered text[] := '{}';
  v_taken double precision[] := '{}';
  v_calls text[];
  v_is_given boolean;
  v_left_out bigint[] := '{}';
  v_message record;
begin
  if p_messages is null or p_messages < 0 then
    raise exception 'the budget is % messages; it is at least 0', coalesce(p_messages::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  elsif p_tokens is null or p_tokens < 0 then
    raise exception 'the budget is % tokens; it is at least 0', coalesce(p_tokens::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  elsif p_bytes_per_token is null or p_bytes_per_token not between 0.1 and 100 then
    raise exception 'there are % bytes to a token; it is 0.1 to 100',
      coalesce(p_bytes_per_token::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  select true, s.id, s.summary_text, s.summary_type, s.up_to_sequence, s.created_at
  into is_summary, summary_id, summary_text, summary_type, up_to_sequence, summary_created_at
  from summaries_of(p_tenant_id, p_conversation_id) as s
  order by s.up_to_sequence desc, s.id desc
  limit 1;
  if is_summary and ceil(octet_length(summary_text) / p_bytes_per_token) <= v_left then
    v_left := v_left - ceil(octet_length(summary_text) / p_bytes_per_token);
    v_covered := up_to_sequence;
    return next;
  end if;
  <<pages>>
  while v_read < p_messages loop
    for v_message in
      select
        m.sequence, m.role, m.tool_calls, m.tool_call_id, m.created_at,
        case
          when m.token_count > 0 then m.token_count
          else ceil(
            (octet_length(m.content) + coalesce(octet_length(m.tool_calls::text), 0))
            / p_bytes_per_token)
        end as tokens
      from conversation_messages_newest_first(
        p_tenant_id => p_tenant_id, p_conversation_id => p_conversation_id,
        p_limit => least(v_page, p_messages - v_read), p_before_sequence => v_before,
        p_before_created_at => v_before_at) as m
    loop
      exit pages when v_newest is null and v_message.sequence <= v_covered;
      v_newest := coalesce(v_newest, v_message.sequence);
      if v_message.tool_call_id is not null then
        v_answers := v_answers || v_message.sequence;
        v_answered := v_answered || v_message.tool_call_id::text;
        v_taken := v_taken || v_message.tokens::double precision;
      else
        v_calls := '{}';
        if v_message.tool_calls is not null then
          v_calls := array(
            select c.call ->> 'id' from jsonb_array_elements(v_message.tool_calls) as c (call));
        end if;
        v_is_given := v_calls <@ v_answered
          or v_message.sequence + cardinality(v_answers) = v_newest;
        if v_is_given then
          v_left := v_left - v_message.tokens;
          v_read := v_read + 1;
        else
          v_left_out := v_left_out || v_message.sequence;
        end if;
        for i in 1 .. cardinality(v_answers) loop
          if v_is_given and v_answered[i] = any (v_calls) then
            v_left := v_left - v_taken[i];
            v_read := v_read + 1;
          else
            v_left_out := v_left_out || v_answers[i];
          end if;
        end loop;
        exit pages when v_left < 0 or v_read > p_messages;
        v_answers := '{}';
        v_answered := '{}';
        v_taken := '{}';
        if v_is_given then
          v_may_begin := v_message.role = 'user' or not p_begins_with_user;
          if v_may_begin then
            v_first := v_message.sequence;
          end if;
        end if;
        if v_may_begin then
          v_reached := v_message.sequence;
          exit pages when v_reached <= v_covered + 1;
        end if;
      end if;
      v_before := v_message.sequence;
      v_before_at := v_message.created_at;
    end loop;
    exit when not found;
    v_page := least(v_page * 2, 1000);
  end loop;
  return query
    select
      false, null::uuid, null::text, null::varchar, null::bigint, null::timestamptz,
      -- casts, because a message's columns are of domains of the returned types
      m.id, m.sequence::bigint, m.role::varchar, m.content, m.token_count::integer,
      m.model_used::varchar, m.response_time_ms::integer, m.tool_calls::jsonb,
      m.tool_call_id::varchar, m.finish_reason::varchar, m.metadata::jsonb, m.imported_at, m.created_at
    from conversation_messages_newest_first(
      p_tenant_id, p_conversation_id, coalesce(v_newest - v_first + 1, 0)::integer,
      p_after_sequence => v_first - 1) as m
    -- not "all": for an array with a known value, PostgreSQL would plan each call
    where array_position(v_left_out, m.sequence::bigint) is null
    order by m.sequence;
end
$$;

comment on function conversation_context(uuid, uuid, integer, bigint, double precision, boolean) is
  'The latest summary of one of the current user''s conversations, then the last messages since, in order, within a budget.';
