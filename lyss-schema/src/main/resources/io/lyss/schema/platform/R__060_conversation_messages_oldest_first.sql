-- A page of a conversation, oldest first; a function for the reasons of
-- conversation_messages_newest_first.
create or replace function conversation_messages_oldest_first(
  p_conversation_id bigint,
  p_limit integer,
  p_after_created_at timestamptz default '-infinity',
  p_after_id bigint default 0
)
returns table (
  id bigint,
  conversation_id bigint,
  role varchar,
  content text,
  metadata jsonb,
  created_at timestamptz
)
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant integer := current_user_id();
  v_from constant timestamptz := (
    select greatest(c.created_at, p_after_created_at) from conversations as c
    where c.id = p_conversation_id and c.user_id = v_user
  );
begin
  return query
    select m.id, m.conversation_id, m.role, m.content, m.metadata, m.created_at
    from messages as m
    where m.conversation_id = p_conversation_id
      and m.user_id = v_user
      and m.created_at >= v_from
      and (m.created_at, m.id) > (p_after_created_at, p_after_id)
    order by m.created_at, m.id
    limit p_limit;
end
$$;

comment on function conversation_messages_oldest_first(bigint, integer, timestamptz, bigint) is
  'Messages of one of the current user''s conversations, oldest first, after a position.';
