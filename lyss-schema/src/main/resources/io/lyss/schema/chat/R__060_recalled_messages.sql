-- What a memory of the host's has chosen for the model, oldest first. The times of the conversation
-- bound the months that are read.
create or replace function recalled_messages(p_tenant_id uuid, p_conversation_id uuid)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user constant uuid := current_user_id();
  v_recalled bigint[];
  v_from timestamptz;
  v_to timestamptz;
begin
  select c.recalled, c.created_at, c.last_active_at
  into v_recalled, v_from, v_to
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user;
  return query
    select m.* from conversation_messages as m
    where m.tenant_id = p_tenant_id
      and m.conversation_id = p_conversation_id
      and m.user_id = v_user
      and m.created_at between v_from and v_to
      and m.sequence = any (v_recalled)
    order by m.sequence;
end
$$;

comment on function recalled_messages(uuid, uuid) is
  'Messages of one of the current user''s conversations that its column recalled names, oldest first.';
