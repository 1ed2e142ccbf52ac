-- The messages that the host's memory has chosen for the model, in that order. The times of the conversation's
-- stretches bound the months that are read.
create or replace function recalled_messages(p_tenant_id uuid, p_conversation_id uuid)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := current_user_id();
  v_recalled bigint[];
  v_part record;
  v_message conversation_messages;
  v_messages conversation_messages[] := '{}';
begin
  select c.recalled into v_recalled from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
  if v_recalled <> '{}' then
    for v_part in select * from conversation_parts(p_tenant_id, p_conversation_id) loop
      for v_message in
        select m.* from conversation_messages as m
        where m.tenant_id = p_tenant_id
          and m.conversation_id = v_part.conversation_id
          and m.user_id = v_user
          and m.created_at between v_part.first_at and v_part.last_at
          and m.sequence between v_part.first_sequence and v_part.last_sequence
          and m.sequence = any (v_recalled)
      loop
        v_messages[array_position(v_recalled, v_message.sequence)] := v_message;
      end loop;
    end loop;
    foreach v_message in array v_messages loop
      -- null in place of a deleted message
      if v_message.id is not null then
        return next v_message;
      end if;
    end loop;
  end if;
end
$$;

comment on function recalled_messages(uuid, uuid) is
  'Messages of one of the current user''s conversations that its column recalled names, in its order.';
