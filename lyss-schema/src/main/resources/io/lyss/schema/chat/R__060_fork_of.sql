-- What a repeated call of fork_conversation returns. It is asked for before the fork is made, and once more where
-- somebody else has just taken the id: that may have been the same call.
create or replace function fork_of(
  p_tenant_id uuid, p_user_id uuid, p_conversation_id uuid, p_id uuid, p_up_to_sequence bigint
)
returns setof conversations
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select c.* from conversations as c
    where c.tenant_id = p_tenant_id and c.id = p_id and c.user_id = p_user_id
      and c.forked_from = p_conversation_id and c.shared_count = p_up_to_sequence
      and c.status <> 'purged';
end
$$;

comment on function fork_of(uuid, uuid, uuid, uuid, bigint) is
  'Internal: The fork with an id, if it was made of that conversation, at that message.';
