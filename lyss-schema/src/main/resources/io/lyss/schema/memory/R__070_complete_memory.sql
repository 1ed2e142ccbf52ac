-- The first vector that is made of the present text is kept, with a claim or without. The answer names
-- a vector that does not, or no longer, belong to the memory and has to be deleted.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function complete_memory(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_memory_hash text, p_embedding_id text
)
returns table (kept boolean, obsolete_embedding_id text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_memory record;
begin
  perform require_system();
  select m.status, m.memory_hash, m.embedded_hash, m.embedding_id into v_memory
  from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id
  for no key update;
  if not found then
    return query select false, p_embedding_id;
  elsif v_memory.status = 'active' and v_memory.memory_hash = p_memory_hash
    and v_memory.embedded_hash is distinct from p_memory_hash then
    update user_memories as m
    set
      embedding_id = p_embedding_id,
      embedded_hash = p_memory_hash,
      embed_at = null,
      embed_claim = null,
      embed_attempts = 0,
      embed_error = null
    where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id;
    return query select true, nullif(v_memory.embedding_id::text, p_embedding_id);
  else
    return query
      select
        (v_memory.embedded_hash, v_memory.embedding_id)
          is not distinct from (p_memory_hash, p_embedding_id),
        nullif(p_embedding_id, v_memory.embedding_id);
  end if;
end
$$;

revoke execute on function complete_memory(uuid, uuid, uuid, text, text) from public;
grant execute on function complete_memory(uuid, uuid, uuid, text, text) to lyss_system;

comment on function complete_memory(uuid, uuid, uuid, text, text) is
  'Enters the vector made of a text, if that still is the memory''s text; returns whether, and a vector that has to go.';

select set_config('role', current_setting('lyss.migrating_role'), true);
