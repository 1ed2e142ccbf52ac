-- The pages of a conversation, in both directions.
--
-- Functions, so that a page reads the partitions that it needs and no others: the months between the
-- conversation's creation and its last message, and with a cursor those on its side of the cursor.
-- PostgreSQL leaves partitions out of a plan that it keeps when their bounds are compared with
-- parameters; with a subquery in that place it would open all of them first, and a plan made for each
-- call would take longer than the page. So the plan is kept, whatever the planner would choose.
--
-- They have no rights that their caller lacks: the policies of all tables hold.
create or replace function conversation_messages_newest_first(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_limit integer,
  p_before_sequence bigint default 9223372036854775807,
  p_before_created_at timestamptz default 'infinity'
)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := current_user_id();
  v_from timestamptz;
  v_to timestamptz;
begin
  select c.created_at, least(c.last_active_at, p_before_created_at) into v_from, v_to
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
  return query
    select m.* from conversation_messages as m
    where m.tenant_id = p_tenant_id
      and m.conversation_id = p_conversation_id
      and m.user_id = v_user
      and m.created_at >= v_from
      and m.created_at <= v_to
      and m.sequence < p_before_sequence
    order by m.sequence desc
    limit p_limit;
end
$$;

create or replace function conversation_messages_oldest_first(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_limit integer,
  p_after_sequence bigint default 0,
  p_after_created_at timestamptz default '-infinity'
)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := current_user_id();
  v_from timestamptz;
  v_to timestamptz;
begin
  select greatest(c.created_at, p_after_created_at), c.last_active_at into v_from, v_to
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
  return query
    select m.* from conversation_messages as m
    where m.tenant_id = p_tenant_id
      and m.conversation_id = p_conversation_id
      and m.user_id = v_user
      and m.created_at >= v_from
      and m.created_at <= v_to
      and m.sequence > p_after_sequence
    order by m.sequence
    limit p_limit;
end
$$;

comment on function
  conversation_messages_newest_first(uuid, uuid, integer, bigint, timestamptz) is
  'Messages of one of the asker''s conversations, newest first, before a position.';
comment on function
  conversation_messages_oldest_first(uuid, uuid, integer, bigint, timestamptz) is
  'Messages of one of the asker''s conversations, oldest first, after a position.';
