-- Appends messages, all of them or none. It is the only way to add messages, so counts and sequences match what
-- is stored, however many callers append at the same time.
--
-- The first statement locks the conversation, so callers append one after the other; each continues from what
-- the one before has committed. So the order of messages is the order of commits, and a reader who continues
-- after a message misses none. Most messages are new by their keys: that statement also counts and inserts
-- them, because each further statement would cost as much as the insert. Messages that it leaves are checked
-- further on, and refused with a reason.
--
-- Times ascend with the sequence, even where the later caller began earlier, or the server's clock was set
-- back. So a page knows its months by its times.
--
-- It is idempotent: a caller that got no answer, and appends the same messages again under the same keys, gets
-- the stored messages. Other content under a stored key is refused. Keys that ascend in time, as UUIDs of
-- version 7 do, need no search in the months of the conversation.
--
-- With times it imports messages written elsewhere. Their times ascend, too, and may lie before the time at
-- which the conversation was opened here. An interrupted import is repeated as a whole: if its first messages
-- are stored, the others follow.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function append_messages(
  p_conversation_id bigint,
  p_idempotency_keys uuid[],
  p_roles text[],
  p_contents text[],
  p_metadata jsonb[],
  p_created_at timestamptz[] default null
)
returns setof messages
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- a plan for each call would take longer than the search for stored messages
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant integer := current_user_id();
  v_added constant integer := coalesce(cardinality(p_idempotency_keys), 0);
  v_plain boolean := p_created_at is null and cardinality(p_contents) = v_added;
  v_there integer := 0;
  v_skipped integer := 0;
  v_other uuid;
  v_stored record;
  v_sequence bigint;
  v_known uuid;
  v_greatest uuid := '00000000-0000-0000-0000-000000000000';
  v_opened timestamptz;
  v_since timestamptz;
  v_expires timestamptz;
  v_last timestamptz;
  v_now timestamptz;
begin
  if v_added = 0 then
    return;
  end if;
  for i in 1 .. v_added loop
    v_plain := v_plain and p_idempotency_keys[i] > v_greatest
      and has_content(p_contents[i], p_metadata[i]);
    v_greatest := p_idempotency_keys[i];
  end loop;
  if v_plain then
    return query
      with locked as (
        update conversations as c
        set
          message_count = c.message_count + v_added,
          greatest_idempotency_key = v_greatest,
          last_active_at = greatest(current_timestamp, c.last_active_at)
        where c.id = p_conversation_id and c.user_id = v_user
          and c.greatest_idempotency_key < p_idempotency_keys[1]
          and (c.expires_at is null or c.expires_at > statement_time())
        returning c.message_count - v_added as message_count, c.last_active_at
      )
      insert into messages as i (
        conversation_id, user_id, sequence, idempotency_key, role, content, metadata, created_at
      )
      select
        p_conversation_id, v_user, l.message_count + n, p_idempotency_keys[n], p_roles[n],
        p_contents[n], p_metadata[n], l.last_active_at
      from locked as l
      -- in this order, because both are read only once; "unnest" of all the arrays takes longer
      cross join generate_series(1, v_added) as n
      returning i.*;
    if found then
      return;
    end if;
  end if;
  select c.message_count, c.greatest_idempotency_key, c.created_at, c.last_active_at, c.expires_at
  into v_sequence, v_known, v_opened, v_last, v_expires
  from conversations as c
  where c.id = p_conversation_id and c.user_id = v_user
  for no key update;
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_expires);
  v_greatest := v_known;
  v_since := v_opened;
  -- one by one, so that each is found by its key, whatever the planner knows of a new month
  for i in 1 .. v_added loop
    v_greatest := greatest(v_greatest, p_idempotency_keys[i]);
    continue when p_idempotency_keys[i] > v_known;
    select m.role, m.content, m.metadata into v_stored from messages as m
    where m.conversation_id = p_conversation_id and m.idempotency_key = p_idempotency_keys[i]
      and m.created_at between v_since and v_last;
    if found then
      v_there := v_there + 1;
      if p_created_at is not null and v_there = i then
        v_skipped := i;
      end if;
      if (v_stored.role, v_stored.content, v_stored.metadata)
        is distinct from (p_roles[i], p_contents[i], p_metadata[i])
      then
        v_other := p_idempotency_keys[i];
      end if;
    end if;
  end loop;
  if v_skipped < v_there or v_skipped = v_added then
    v_skipped := 0;
  end if;
  if is_repeated_append(
    p_idempotency_keys, v_there - v_skipped, v_other, 'messages_idempotency_key')
  then
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id and m.user_id = v_user
        and m.idempotency_key = any (p_idempotency_keys)
        and m.created_at between v_since and v_last
      order by m.sequence;
    return;
  end if;
  if p_created_at is null then
    v_now := greatest(current_timestamp, v_last);
  else
    if v_sequence = 0 then
      v_opened := p_created_at[1];
      v_last := v_opened;
    end if;
    for i in v_skipped + 1 .. v_added loop
      perform require_time_of_import(
        p_idempotency_keys[i], p_created_at[i], v_last, 'messages_created_at');
      v_last := p_created_at[i];
    end loop;
    v_now := v_last;
  end if;
  for i in v_skipped + 1 .. v_added loop
    perform require_content(
      p_idempotency_keys[i], p_contents[i], p_metadata[i], 'messages_content');
  end loop;
  v_sequence := v_sequence - v_skipped;
  return query
    insert into messages as i (
      conversation_id, user_id, sequence, idempotency_key, role, content, metadata, imported_at,
      created_at
    )
    select
      p_conversation_id, v_user, v_sequence + n.place, n.idempotency_key, n.role, n.content,
      n.metadata, case when p_created_at is not null then current_timestamp end,
      coalesce(n.created_at, v_now)
    from unnest(p_idempotency_keys, p_roles, p_contents, p_metadata, p_created_at)
      with ordinality as n (idempotency_key, role, content, metadata, created_at, place)
    where n.place > v_skipped
    order by n.place
    returning i.*;
  update conversations as c
  set
    message_count = v_sequence + v_added,
    greatest_idempotency_key = v_greatest,
    created_at = v_opened,
    last_active_at = v_now
  where c.id = p_conversation_id;
end
$$;

revoke execute on function append_messages(
  bigint, uuid[], text[], text[], jsonb[], timestamptz[]
) from public;
grant execute on function append_messages(
  bigint, uuid[], text[], text[], jsonb[], timestamptz[]
)
  to authenticated_users;

comment on function append_messages(
  bigint, uuid[], text[], text[], jsonb[], timestamptz[]
) is
  'Appends messages to a conversation of the current user and returns them; nothing if there is no such conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
