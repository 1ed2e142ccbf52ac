-- Stores the vector of the worker that holds the claim. The claim is lost once the text is changed or the
-- memory goes out of use, so a stored vector is that of the present text. The vector that it replaces has to be
-- deleted. So has one that is refused, because its worker may have died before it could delete it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function complete_memory(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_embedding_id text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_memory record;
begin
  perform require_system_work();
  select m.embedding_id, m.embed_claim::text as embed_claim into v_memory
  from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id
  for no key update;
  if v_memory.embedding_id = p_embedding_id then
    return true;
  elsif v_memory.embed_claim = p_embedding_id then
    update user_memories as m
    set
      embedding_id = p_embedding_id,
      embedded_hash = m.memory_hash,
      embed_at = null,
      embed_claim = null,
      embed_attempts = 0,
      embed_error = null
    where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id;
    perform drop_embedding(p_tenant_id, p_user_id, p_id, v_memory.embedding_id);
    return true;
  else
    perform drop_embedding(p_tenant_id, p_user_id, p_id, p_embedding_id);
    return false;
  end if;
end
$$;

revoke execute on function complete_memory(uuid, uuid, uuid, text) from public;
grant execute on function complete_memory(uuid, uuid, uuid, text) to lyss_system;

comment on function complete_memory(uuid, uuid, uuid, text) is
  'Stores a vector for the claim that it was made for; false if the claim is lost, and then publishes that the vector has to be deleted.';

select set_config('role', current_setting('lyss.migrating_role'), true);
