-- The summaries of a conversation, which are few: its own, and of the conversations that it shares those that
-- cover nothing beyond the shared messages.
create or replace function summaries_of(p_tenant_id uuid, p_conversation_id uuid)
returns setof conversation_summaries
language plpgsql stable rows 20
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_part record;
begin
  for v_part in select * from conversation_parts(p_tenant_id, p_conversation_id) loop
    return query
      select s.* from conversation_summaries as s
      where s.tenant_id = p_tenant_id
        and s.conversation_id = v_part.conversation_id
        and s.user_id = v_user
        and s.up_to_sequence <= v_part.last_sequence;
  end loop;
end
$$;

comment on function summaries_of(uuid, uuid) is
  'The summaries of one of the current user''s conversations, including those of what it shares.';
