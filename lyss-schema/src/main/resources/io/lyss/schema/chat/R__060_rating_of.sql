-- The rating of one message. A message that a fork shares is rated in its own conversation. That conversation
-- is looked up first, because a node of Citus can ask no other node.
create or replace function rating_of(p_tenant_id uuid, p_conversation_id uuid, p_sequence bigint)
returns setof message_ratings
language plpgsql stable rows 1
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_conversation constant uuid := conversation_of_message(p_tenant_id, p_conversation_id, p_sequence);
begin
  return query
    select r.* from message_ratings as r
    where r.tenant_id = p_tenant_id and r.conversation_id = v_conversation and r.user_id = v_user
      and r.sequence = p_sequence;
end
$$;

comment on function rating_of(uuid, uuid, bigint) is
  'The rating of a message of one of the current user''s conversations; nothing without one.';
