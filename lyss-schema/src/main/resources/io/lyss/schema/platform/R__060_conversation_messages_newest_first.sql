-- A page of a conversation, newest first.
--
-- It is a function, so that a page reads the partitions that it needs and no others. No message is
-- older than its conversation, so the months before it are left out, and with a cursor those beyond
-- that too. PostgreSQL leaves partitions out of a plan that it keeps when their bounds are compared
-- with parameters; with a subquery in that place it would open all of them first, and a plan made
-- for each call would take longer than the page. So the plan is kept, whatever the planner would
-- choose.
--
-- It has no rights that its caller lacks: the policies of both tables hold.
create or replace function conversation_messages_newest_first(
  p_conversation_id bigint,
  p_limit integer,
  p_before_created_at timestamptz default 'infinity',
  p_before_id bigint default 0
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
  v_opened constant timestamptz := (
    select c.created_at from conversations as c
    where c.id = p_conversation_id and c.user_id = v_user
  );
begin
  return query
    select m.id, m.conversation_id, m.role, m.content, m.metadata, m.created_at
    from messages as m
    where m.conversation_id = p_conversation_id
      and m.user_id = v_user
      and m.created_at >= v_opened
      and m.created_at <= p_before_created_at
      and (m.created_at, m.id) < (p_before_created_at, p_before_id)
    order by m.created_at desc, m.id desc
    limit p_limit;
end
$$;

comment on function conversation_messages_newest_first(bigint, integer, timestamptz, bigint) is
  'Messages of one of the current user''s conversations, newest first, before a position.';
