-- The parts of a conversation's history, in order: those that it shares with other conversations, then its own.
-- The function has no rights that its caller lacks.
create or replace function conversation_parts(p_tenant_id uuid, p_conversation_id uuid)
returns table (
  conversation_id uuid,
  first_sequence bigint,
  last_sequence bigint,
  first_at timestamptz,
  last_at timestamptz
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_own record;
begin
  select c.shared_count, c.message_count, c.created_at, c.last_active_at into v_own
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged';
  if v_own.shared_count > 0 then
    return query
      select s.shared_id, s.first_sequence, s.last_sequence, s.first_at, s.last_at
      from shared_segments as s
      where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
        and s.user_id = v_user
      order by s.last_sequence;
  end if;
  if v_own is not null then
    return query
      select
        p_conversation_id, v_own.shared_count + 1, v_own.message_count, v_own.created_at,
        v_own.last_active_at;
  end if;
end
$$;

comment on function conversation_parts(uuid, uuid) is
  'Internal: The conversations that hold the messages of one of the current user''s conversations, in order: shared ones, then its own.';
