-- Appends messages, all of them or none: the only way in, so that counts, sequences and the calls of
-- tools agree with what is there however many append at the same time.
--
-- The first statement locks the conversation, which puts those who append in line; each counts on
-- from where the one before has committed. Times go the way of the sequence, also where who comes
-- later began earlier, or the server's clock was put back; so a page that knows its time knows its
-- months.
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
as $$
declare
  v_user constant uuid := require_user(p_tenant_id);
  v_added constant bigint := coalesce(cardinality(p_ids), 0);
  -- what is negative the message's own constraint refuses
  v_tokens constant bigint := (select sum(greatest(t, 0)) from unnest(p_token_counts) as t);
  v_status text;
  v_sequence bigint;
  v_now timestamptz;
  v_open text[];
  v_calls boolean := false;
  v_message record;
begin
  if v_added = 0 then
    return;
  end if;
  update conversations as c
  set
    message_count = c.message_count + v_added,
    token_usage = c.token_usage + v_tokens,
    last_active_at = greatest(current_timestamp, c.last_active_at)
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status = 'active'
  returning c.message_count - v_added, c.last_active_at, c.open_tool_calls
  into v_sequence, v_now, v_open;
  if not found then
    select c.status into v_status from conversations as c
    where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
    if not found then
      return;
    end if;
    raise exception 'conversation % is %: restore it before anything is appended',
      p_conversation_id, v_status
      using errcode = 'check_violation', constraint = 'conversations_status';
  end if;
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
      v_calls := true;
    end if;
  end loop;
  if v_calls then
    update conversations as c set open_tool_calls = v_open
    where c.tenant_id = p_tenant_id and c.id = p_conversation_id;
  end if;
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
  'The tool calls that are open once a message has made some or answered one.';
comment on function append_messages(
    uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[]) is
  'Appends messages to a conversation of the asker''s and returns them; nothing without such a one.';

select set_config('role', current_setting('lyss.migrating_role'), true);
