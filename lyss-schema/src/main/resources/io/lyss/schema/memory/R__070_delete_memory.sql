-- Deletes a memory, which can be restored until it is purged. Its vector is deleted at once: the event names
-- it, and its id is cleared here, so that a restored memory is embedded again. The policies let nobody delete a
-- memory in another way.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_memory(p_tenant_id uuid, p_id uuid)
returns setof user_memories
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_embedding varchar;
begin
  if p_tenant_id is distinct from require_tenant() then
    return;
  end if;
  select m.embedding_id into v_embedding
  from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_id and m.status <> 'deleted'
  for no key update;
  if not found then
    return;
  end if;
  return query
    update user_memories as m
    set status = 'deleted', embedding_id = null, embedded_hash = null
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_id
    returning m.*;
  perform publish_event(
    p_tenant_id,
    'memory:' || p_id,
    'memory.deleted',
    jsonb_build_object('user_id', v_user, 'embedding_id', v_embedding));
end
$$;

revoke execute on function delete_memory(uuid, uuid) from public;
grant execute on function delete_memory(uuid, uuid) to authenticated_users;

comment on function delete_memory(uuid, uuid) is
  'Deletes a memory of the current user, publishes which vector has to be deleted, and returns the memory, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
