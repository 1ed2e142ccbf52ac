-- Appends messages, all of them or none. It is the only way to add messages, so counts, sequences and tool
-- calls match what is stored, however many callers append at the same time.
--
-- The first statement locks the conversation, so callers append one after the other; each continues from what
-- the one before has committed. Most messages are new by their ids, say something and have no tool calls: that
-- statement also counts and inserts them, because each further statement would cost as much as the insert. Where
-- several append to one conversation, half of the messages come after one whose id is greater: these are looked for,
-- and if they are new, the same statement inserts them. Messages that it leaves are checked further on, and refused
-- with a reason.
--
-- Times ascend with the sequence, even where the later caller began earlier, or the server's clock was set
-- back. So a page knows its months by its times.
--
-- It is idempotent: a caller that got no answer, and appends the same messages again under the same ids, gets
-- the stored messages, which are counted once. Other content under a stored id is refused. A message's tokens
-- and response time stay as first given. Ids that ascend in time, as UUIDs of version 7 do, need no search in
-- the months of the conversation.
--
-- With times it imports messages written elsewhere. Their times ascend, too, and may lie before the time at
-- which the conversation was opened, or forked, here. An interrupted import is repeated as a whole: if its
-- first messages are stored, the others follow.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

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
  p_tool_call_ids text[],
  p_finish_reasons text[],
  p_metadata jsonb[],
  p_created_at timestamptz[] default null
)
returns setof conversation_messages
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- a plan for each call would take longer than the search for stored messages
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_added constant integer := coalesce(cardinality(p_ids), 0);
  v_tokens bigint := 0;
  -- Citus runs no such statement on two tables
  v_plain boolean := p_created_at is null and cardinality(p_contents) = v_added
    and not is_on_citus();
  v_new boolean := false;
  v_there integer;
  v_skipped integer;
  v_other uuid;
  v_stored record;
  v_status text;
  v_expires timestamptz;
  v_sequence bigint;
  v_known uuid;
  v_greatest uuid := '00000000-0000-0000-0000-000000000000';
  v_shared bigint;
  v_holders uuid[];
  v_opened timestamptz;
  v_since timestamptz;
  v_branched timestamptz;
  v_last timestamptz;
  v_now timestamptz;
  v_open text[];
  v_message record;
begin
  if v_added = 0 then
    return;
  end if;
  for i in 1 .. v_added loop
    v_plain := v_plain and p_ids[i] > v_greatest
      and p_tool_calls[i] is null and p_tool_call_ids[i] is null
      and has_content(p_contents[i], p_metadata[i]);
    v_greatest := p_ids[i];
    v_tokens := v_tokens + greatest(p_token_counts[i], 0);
  end loop;
  while v_plain loop
    return query
      with locked as (
        update conversations as c
        set
          message_count = c.message_count + v_added,
          token_usage = c.token_usage + v_tokens,
          greatest_message_id = greatest(c.greatest_message_id, v_greatest),
          last_active_at = greatest(current_timestamp, c.last_active_at)
        where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
          and c.status = 'active' and (v_new or c.greatest_message_id < p_ids[1])
          and (c.expires_at is null or c.expires_at > statement_time())
        returning c.message_count - v_added as message_count, c.last_active_at
      )
      insert into conversation_messages as i (
        tenant_id, id, conversation_id, user_id, sequence, role, content, token_count, model_used,
        response_time_ms, tool_calls, tool_call_id, finish_reason, metadata, created_at
      )
      select
        p_tenant_id, p_ids[n], p_conversation_id, v_user, l.message_count + n, p_roles[n],
        p_contents[n], p_token_counts[n], p_models_used[n], p_response_times_ms[n], null, null,
        p_finish_reasons[n], p_metadata[n], l.last_active_at
      from locked as l
      -- in this order, because both are read only once; "unnest" of all the arrays takes longer
      cross join generate_series(1, v_added) as n
      returning i.*;
    if found then
      return;
    end if;
    exit when v_new;
    v_new := appends_late(
      p_tenant_id => p_tenant_id, p_conversation_id => p_conversation_id, p_user_id => v_user, p_ids => p_ids);
    v_plain := v_new;
  end loop;
  select
    c.status, c.message_count, c.greatest_message_id, c.created_at, c.last_active_at,
    c.open_tool_calls, c.shared_count, c.expires_at
  into v_status, v_sequence, v_known, v_opened, v_last, v_open, v_shared, v_expires
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged'
  for no key update;
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_expires);
  v_there := 0;
  v_skipped := 0;
  v_holders := array[p_conversation_id];
  v_greatest := v_known;
  v_since := v_opened;
  if v_shared > 0 then
    -- into a variable, because Citus reads no table in an expression whose plan is kept
    select min(s.first_at), max(s.last_at) into v_since, v_branched from shared_segments as s
    where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id;
  end if;
  -- One by one, and by id alone: with more conditions the planner, which has no statistics of a month that has
  -- just begun, would read the whole conversation.
  for i in 1 .. v_added loop
    v_greatest := greatest(v_greatest, p_ids[i]);
    continue when p_ids[i] > v_known;
    select
      m.conversation_id, m.sequence, m.role, m.content, m.tool_calls, m.tool_call_id, m.finish_reason,
      m.metadata
    into v_stored
    from conversation_messages as m
    where m.tenant_id = p_tenant_id and m.id = p_ids[i] and m.created_at between v_since and v_last;
    if v_stored.conversation_id = p_conversation_id
      or v_shared > 0 and v_stored.conversation_id = conversation_of_message(
        p_tenant_id, p_conversation_id, v_stored.sequence)
    then
      v_there := v_there + 1;
      if v_stored.conversation_id <> all (v_holders) then
        v_holders := v_holders || v_stored.conversation_id;
      end if;
      if p_created_at is not null and v_there = i then
        v_skipped := i;
      end if;
      if (
        v_stored.role, v_stored.content, v_stored.tool_calls, v_stored.tool_call_id,
        v_stored.finish_reason, v_stored.metadata
      ) is distinct from (
        p_roles[i], p_contents[i], p_tool_calls[i], p_tool_call_ids[i], p_finish_reasons[i],
        p_metadata[i]
      ) then
        v_other := p_ids[i];
      end if;
    end if;
  end loop;
  if v_skipped < v_there or v_skipped = v_added then
    v_skipped := 0;
  end if;
  if is_repeated_append(p_ids, v_there - v_skipped, v_other,
    'conversation_messages_tenant_id_id_created_at_pk')
  then
    return query
      select m.* from conversation_messages as m
      where m.tenant_id = p_tenant_id and m.id = any (p_ids) and m.user_id = v_user
        and m.created_at between v_since and v_last
        -- written so that no index is searched for it
        and array_position(v_holders, m.conversation_id) is not null
      order by m.sequence;
    return;
  elsif v_status <> 'active' then
    raise exception 'conversation % is %: restore it before anything is appended',
      p_conversation_id, v_status
      using errcode = 'check_violation', constraint = 'conversations_status';
  end if;
  if p_created_at is null then
    v_now := greatest(current_timestamp, v_last);
  elsif v_sequence = v_shared then
    v_opened := p_created_at[1];
    -- a fork continues from what it shares, not from the time at which it was made
    v_last := coalesce(v_branched, v_opened);
  end if;
  -- the constraint of the messages refuses a negative count
  v_tokens := (select sum(greatest(t, 0)) from unnest(p_token_counts[v_skipped + 1 :]) as t);
  v_sequence := v_sequence - v_skipped;
  for v_message in
    select *
    from unnest(
      p_ids, p_roles, p_contents, p_token_counts, p_models_used, p_response_times_ms,
      p_tool_calls, p_tool_call_ids, p_finish_reasons, p_metadata
    ) with ordinality as m (
      id, role, content, token_count, model_used, response_time_ms, tool_calls, tool_call_id,
      finish_reason, metadata, place
    )
    where m.place > v_skipped
    order by m.place
  loop
    if p_created_at is not null then
      v_now := p_created_at[v_message.place];
      perform require_time_of_import(
        v_message.id, v_now, v_last, 'conversation_messages_created_at');
      v_last := v_now;
    end if;
    -- a tool may have nothing to say, and a model that calls tools need not say anything
    if v_message.tool_calls is null and v_message.role <> 'tool' then
      perform require_content(
        v_message.id, v_message.content, v_message.metadata, 'conversation_messages_content');
    end if;
    return query
      insert into conversation_messages as i (
        tenant_id, id, conversation_id, user_id, sequence, role, content, token_count, model_used,
        response_time_ms, tool_calls, tool_call_id, finish_reason, metadata, imported_at, created_at
      )
      values (
        p_tenant_id, v_message.id, p_conversation_id, v_user, v_sequence + v_message.place,
        v_message.role, v_message.content, v_message.token_count, v_message.model_used,
        v_message.response_time_ms, v_message.tool_calls, v_message.tool_call_id,
        v_message.finish_reason, v_message.metadata,
        case when p_created_at is not null then current_timestamp end, v_now
      )
      returning i.*;
    -- after the insert, whose constraints check the tool calls
    if v_message.tool_calls is not null or v_message.tool_call_id is not null then
      v_open := next_open_tool_calls(v_open, v_message.tool_calls, v_message.tool_call_id);
    end if;
  end loop;
  update conversations as c
  set
    message_count = v_sequence + v_added,
    token_usage = c.token_usage + v_tokens,
    greatest_message_id = v_greatest,
    created_at = v_opened,
    last_active_at = v_now,
    open_tool_calls = v_open
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id;
end
$$;

revoke execute on function append_messages(
  uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[], text[], jsonb[],
  timestamptz[]
) from public;
grant execute on function append_messages(
  uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[], text[], jsonb[],
  timestamptz[]
) to authenticated_users;

comment on function append_messages(
  uuid, uuid, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[], text[], jsonb[],
  timestamptz[]
) is
  'Appends messages to a conversation of the current user and returns them; nothing if there is no such conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
