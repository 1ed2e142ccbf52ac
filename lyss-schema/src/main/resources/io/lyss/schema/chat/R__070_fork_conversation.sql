-- Forks a conversation: opens another that shares its messages up to one, by reference, and continues from
-- there. To edit a message, or to get another answer, a host forks before it.
--
-- A fork consists of the stretches of the conversation that it is forked from, the last of them cut off where
-- it is forked. So it has one stretch more only if that conversation has messages of its own; a hundred
-- stretches are allowed. The tool calls that are open there are found from the messages.
--
-- A fork of an expiring conversation expires at the same time, unless that is changed.
--
-- The lock keeps the conversation from being purged meanwhile. A repeated call with the same id returns the
-- same fork, also while the first one is not committed: it waits for that.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function fork_conversation(
  p_tenant_id uuid, p_conversation_id uuid, p_id uuid, p_up_to_sequence bigint, p_title text
)
returns setof conversations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_from conversations;
  v_last_at timestamptz;
  v_tokens bigint := 0;
  v_open text[] := '{}';
  v_message record;
  v_row conversations;
  v_part record;
  v_parts integer := 0;
begin
  select c.* into v_from from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged'
  for key share;
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_from.expires_at);
  return query
    select * from fork_of(
      p_tenant_id => p_tenant_id, p_user_id => v_user, p_conversation_id => p_conversation_id, p_id => p_id,
      p_up_to_sequence => p_up_to_sequence);
  if found then
    return;
  elsif v_from.status = 'deleted' then
    raise exception 'conversation % is deleted: restore it before it is forked', p_conversation_id
      using errcode = 'check_violation', constraint = 'conversations_status';
  elsif p_up_to_sequence is null or p_up_to_sequence not between 0 and v_from.message_count then
    raise exception 'conversation % has no message %', p_conversation_id,
      coalesce(p_up_to_sequence::text, 'null')
      using errcode = 'check_violation', constraint = 'conversations_message_count';
  end if;
  for v_message in
    select m.sequence, m.created_at, m.token_count, m.tool_calls, m.tool_call_id
    from conversation_messages_oldest_first(
      p_tenant_id, p_conversation_id, p_up_to_sequence::integer) as m
    where m.sequence <= p_up_to_sequence
    order by m.sequence
  loop
    v_last_at := v_message.created_at;
    v_tokens := v_tokens + v_message.token_count;
    -- the call may have been dropped with its month
    if v_message.tool_calls is not null or v_message.tool_call_id = any (v_open) then
      v_open := next_open_tool_calls(v_open, v_message.tool_calls, v_message.tool_call_id);
    end if;
  end loop;
  v_row := v_from;
  v_row.id := p_id;
  v_row.title := coalesce(p_title, v_from.title);
  v_row.forked_from := p_conversation_id;
  v_row.shared_count := p_up_to_sequence;
  v_row.message_count := p_up_to_sequence;
  v_row.token_usage := v_tokens;
  v_row.open_tool_calls := v_open;
  v_row.created_at := greatest(current_timestamp, v_from.last_active_at);
  v_row.last_active_at := v_row.created_at;
  perform enter_conversation(v_row, p_unless_there => true);
  if not found then
    -- the same call was made at the same time; or the id is another conversation's, which fails here
    return query
      select * from fork_of(
        p_tenant_id => p_tenant_id, p_user_id => v_user, p_conversation_id => p_conversation_id, p_id => p_id,
        p_up_to_sequence => p_up_to_sequence);
    if not found then
      perform enter_conversation(v_row, p_unless_there => false);
    end if;
    return;
  end if;
  for v_part in
    select
      p.conversation_id, p.first_sequence, least(p.last_sequence, p_up_to_sequence) as last_sequence,
      p.first_at,
      case when p.last_sequence < p_up_to_sequence then p.last_at
        else greatest(coalesce(v_last_at, p.last_at), p.first_at) end as last_at
    from conversation_parts(p_tenant_id, p_conversation_id) as p
    where p.first_sequence <= p_up_to_sequence
  loop
    v_parts := v_parts + 1;
    insert into shared_segments (
      tenant_id, conversation_id, user_id, shared_id, first_sequence, last_sequence,
      first_at, last_at
    )
    values (
      p_tenant_id, p_id, v_user, v_part.conversation_id, v_part.first_sequence, v_part.last_sequence,
      v_part.first_at, v_part.last_at
    );
  end loop;
  if v_parts > 100 then
    raise exception 'conversation % was forked 100 times, fork from fork: open a new one instead',
      p_conversation_id
      using errcode = 'check_violation', constraint = 'shared_segments_depth';
  end if;
  return query
    select c.* from conversations as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$$;

revoke execute on function fork_conversation(uuid, uuid, uuid, bigint, text) from public;
grant execute on function fork_conversation(uuid, uuid, uuid, bigint, text)
  to authenticated_users;

comment on function fork_conversation(uuid, uuid, uuid, bigint, text) is
  'Opens a conversation that shares the messages of another of the current user''s up to one, and returns it; nothing if there is no such conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
