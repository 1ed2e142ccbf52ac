-- The ratings of a conversation: those of its own messages, and of messages that it shares.
create or replace function ratings_of(
  p_tenant_id uuid, p_conversation_id uuid, p_after_sequence bigint, p_limit integer
)
returns setof message_ratings
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_part record;
  v_left integer := p_limit;
  v_found integer;
begin
  for v_part in select * from conversation_parts(p_tenant_id, p_conversation_id) loop
    return query
      select r.* from message_ratings as r
      where r.tenant_id = p_tenant_id
        and r.conversation_id = v_part.conversation_id
        and r.user_id = v_user
        and r.sequence > p_after_sequence
        and r.sequence between v_part.first_sequence and v_part.last_sequence
      order by r.sequence
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
  end loop;
end
$$;

comment on function ratings_of(uuid, uuid, bigint, integer) is
  'The ratings of the messages of one of the current user''s conversations, in their order, after a position.';
