-- Appends messages, all of them or none: the only way in, so that counts, sequences and the calls of
-- tools agree with what is there however many append at the same time.
--
-- The first statement locks the conversation, which puts those who append in line; each counts on
-- from where the one before has committed. Times go the way of the sequence, also where who comes
-- later began earlier, or the server's clock was put back; so a page that knows its time knows its
-- months.
--
-- Whoever got no answer and appends the same once more, by its identities, finds it there: it is
-- answered with again and counted once.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- A call whose id is that of an open one takes its place: some models count them anew each time.
create or replace function next_open_tool_calls(
  p_open text[], p_tool_calls jsonb, p_tool_call_id text
)
returns text[]
language plpgsql immutable
as $$
begin
  if p_tool_call_id is not null and p_tool_call_id <> all (p_open) then
    raise exception 'the tool call % is not open: it was never made, or was answered', p_tool_call_id
      using errcode = 'check_violation', constraint = 'conversations_open_tool_calls';
  end if;
  return array_remove(p_open, p_tool_call_id) || array (
    select c.call ->> 'id'
    from jsonb_array_elements(p_tool_calls) as c (call)
    where c.call ->> 'id' <> all (p_open)
  );
end
$$;

create or replace function append_messages(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_ids uuid[],
  p_roles text[],
  p_contents text[],
  p_token_counts integer[],
  p_models_used text[],
  p_response_times_ms integer[],
  p_tool_calls jsonb[],
  p_tool_call_ids text[]
)
returns setof conversation_messages
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- a plan for each call would take longer than the look for what is there
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := require_user(p_tenant_id);
  v_added constant bigint := coalesce(cardinality(p_ids), 0);
  -- what is negative the message's own constraint refuses
  v_tokens constant bigint := (select sum(greatest(t, 0)) from unnest(p_token_counts) as t);
  v_there bigint := 0;
  v_id uuid;
  v_in uuid;
  v_status text;
  v_sequence bigint;
  v_opened timestamptz;
  v_last timestamptz;
  v_now timestamptz;
  v_open text[];
  v_message record;
begin
  if v_added = 0 then
    return;
  end if;
  select c.status, c.message_count, c.created_at, c.last_active_at, c.open_tool_calls
  into v_status, v_sequence, v_opened, v_last, v_open
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
  for no key update;
  if not found then
    return;
  end if;
  -- One by one, and asking for the identity alone: with more conditions the planner, which knows
  -- nothing of a month that has just begun, would read all of the conversation.
  foreach v_id in array p_ids loop
    select m.conversation_id into v_in from conversation_messages as m
    where m.tenant_id = p_tenant_id and m.id = v_id and m.created_at between v_opened and v_last;
    v_there := v_there + (found and v_in = p_conversation_id)::integer;
  end loop;
  if v_there = v_added then
    return query
      select m.* from conversation_messages as m
      where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id
        and m.user_id = v_user and m.id = any (p_ids)
        and m.created_at between v_opened and v_last
      order by m.sequence;
    return;
  elsif v_there > 0 then
    raise exception '% of these % messages are there already', v_there, v_added
      using
        errcode = 'unique_violation',
        constraint = 'conversation_messages_tenant_id_id_created_at_pk';
  elsif v_status <> 'active' then
    raise exception 'conversation % is %: restore it before anything is appended',
      p_conversation_id, v_status
      using errcode = 'check_violation', constraint = 'conversations_status';
  end if;
  v_now := greatest(current_timestamp, v_last);
  for v_message in
    select *
    from unnest(
      p_ids, p_roles, p_contents, p_token_counts, p_models_used, p_response_times_ms,
      p_tool_calls, p_tool_call_ids
    ) with ordinality as m (
      id, role, content, token_count, model_used, response_time_ms, tool_calls, tool_call_id, place
    )
    order by m.place
  loop
    return query
      insert into conversation_messages as i (
        tenant_id, id, conversation_id, user_id, sequence, role, content, token_count, model_used,
        response_time_ms, tool_calls, tool_call_id, created_at
      )
      values (
        p_tenant_id, v_message.id, p_conversation_id, v_user, v_sequence + v_message.place,
        v_message.role, v_message.content, v_message.token_count, v_message.model_used,
        v_message.response_time_ms, v_message.tool_calls, v_message.tool_call_id, v_now
      )
      returning i.*;
    -- after the insert, whose constraints say what a call of tools is
    if v_message.tool_calls is not null or v_message.tool_call_id is not null then
      v_open := next_open_tool_calls(v_open, v_message.tool_calls, v_message.tool_call_id);
    end if;
  end loop;
  update conversations as c
  set
    message_count = v_sequence + v_added,
    token_usage = c.token_usage + v_tokens,
    last_active_at = v_now,
    open_tool_calls = v_open
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id;
end
$$;

revoke execute on function
  next_open_tool_calls(text[], jsonb, text),
  append_messages(
    uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[])
  from public;
grant execute on function
  append_messages(
    uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[])
  to authenticated_users;

comment on function next_open_tool_calls(text[], jsonb, text) is
  'Internal: The tool calls that are open once a message has made some or answered one.';
comment on function append_messages(
    uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[]) is
  'Appends messages to a conversation of the asker''s and returns them; nothing without such a one.';

select set_config('role', current_setting('lyss.migrating_role'), true);
