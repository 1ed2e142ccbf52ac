-- Whether messages that are not the greatest of their conversation by id are new all the same: they are not stored.
-- Their order is that in which callers append, so an id that was made earlier may come later.
--
-- It locks the conversation first, so nobody else stores one of them from here to the end of the transaction. What was
-- stored before, it sees, because it is volatile: each of its statements has a snapshot of its own. Conversations that
-- share messages with a fork are left to append_messages.
create or replace function appends_late(
  p_tenant_id uuid, p_conversation_id uuid, p_user_id uuid, p_ids uuid[]
)
returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_opened timestamptz;
  v_last timestamptz;
  v_known uuid;
begin
  select c.created_at, c.last_active_at, c.greatest_message_id into v_opened, v_last, v_known
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = p_user_id
    and c.status = 'active' and c.shared_count = 0
  for no key update;
  if not found then
    return false;
  end if;
  -- one by one, and by id alone, for the same reason as in append_messages
  for i in 1 .. cardinality(p_ids) loop
    exit when p_ids[i] > v_known;
    perform from conversation_messages as m
    where m.tenant_id = p_tenant_id and m.id = p_ids[i] and m.created_at between v_opened and v_last;
    if found then
      return false;
    end if;
  end loop;
  return true;
end
$$;

revoke execute on function appends_late(uuid, uuid, uuid, uuid[]) from public;
grant execute on function appends_late(uuid, uuid, uuid, uuid[]) to lyss_definer;

comment on function appends_late(uuid, uuid, uuid, uuid[]) is
  'Internal: Locks the conversation, and tells whether it stores none of these messages, whose ids ascend.';
