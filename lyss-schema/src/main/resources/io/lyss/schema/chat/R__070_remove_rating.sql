-- Removes the rating of a message, as rating_of() finds it. The policy decides which may be removed.
create or replace function remove_rating(p_tenant_id uuid, p_conversation_id uuid, p_sequence bigint)
returns setof message_ratings
language plpgsql volatile rows 1
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_conversation constant uuid := conversation_of_message(p_tenant_id, p_conversation_id, p_sequence);
begin
  return query
    delete from message_ratings as r
    where r.tenant_id = p_tenant_id and r.conversation_id = v_conversation and r.user_id = v_user
      and r.sequence = p_sequence
    returning r.*;
end
$$;

comment on function remove_rating(uuid, uuid, bigint) is
  'Removes the rating of a message, and returns it; nothing without one.';
