-- One call remembers the new text and takes the old memory out of use: nobody finds both, or neither. A text
-- that equals that of the old memory supersedes nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function supersede_memory(
  p_tenant_id uuid,
  p_superseded_id uuid,
  p_memory new_memories,
  p_newest_spelling boolean[]
)
returns setof user_memories
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_old user_memories;
  v_new user_memories;
begin
  if cardinality(p_memory.memory_text) is distinct from 1 then
    raise exception 'one memory supersedes another' using errcode = 'invalid_parameter_value';
  end if;
  select * into v_old from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_superseded_id
    and m.status in ('active', 'archived')
  for no key update;
  if not found then
    return;
  end if;
  select * into v_new from remember_memories(p_tenant_id, p_memory, p_newest_spelling);
  if v_new.id <> p_superseded_id then
    update user_memories as m
    set status = 'superseded', superseded_by = v_new.id, embedding_id = null, embedded_hash = null
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_superseded_id;
    perform drop_embedding(p_tenant_id, v_user, p_superseded_id, v_old.embedding_id);
  end if;
  return next v_new;
end
$$;

revoke execute on function supersede_memory(uuid, uuid, new_memories, boolean[]) from public;
grant execute on function supersede_memory(uuid, uuid, new_memories, boolean[]) to authenticated_users;

comment on function supersede_memory(uuid, uuid, new_memories, boolean[]) is
  'Remembers a text of the current user in place of another memory, which is superseded; nothing if that is not in use.';

select set_config('role', current_setting('lyss.migrating_role'), true);
