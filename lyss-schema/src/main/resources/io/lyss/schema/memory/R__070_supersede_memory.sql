-- One call remembers the new text and takes the old memory out of use: nobody finds both, or neither. A text
-- that equals that of the old memory supersedes nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function supersede_memory(
  p_tenant_id uuid,
  p_superseded_id uuid,
  p_id uuid,
  p_text text,
  p_relevance_score double precision,
  p_type text,
  p_category text,
  p_source_type text,
  p_source_id uuid,
  p_importance_score integer,
  p_agent_id text,
  p_run_id text,
  p_valid_from timestamptz,
  p_expires_at timestamptz,
  p_newest_spelling boolean
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
  select * into v_old from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_superseded_id
    and m.status in ('active', 'archived')
  for no key update;
  if not found then
    return;
  end if;
  select * into v_new from remember_memories(
    p_tenant_id => p_tenant_id, p_ids => array[p_id], p_texts => array[p_text],
    p_relevance_scores => array[p_relevance_score], p_types => array[p_type],
    p_categories => array[p_category], p_source_types => array[p_source_type],
    p_source_ids => array[p_source_id], p_importance_scores => array[p_importance_score],
    p_agent_ids => array[p_agent_id], p_run_ids => array[p_run_id], p_valid_from => array[p_valid_from],
    p_expires_at => array[p_expires_at], p_newest_spelling => array[p_newest_spelling]);
  if v_new.id <> p_superseded_id then
    update user_memories as m
    set status = 'superseded', superseded_by = v_new.id, embedding_id = null, embedded_hash = null
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_superseded_id;
    perform drop_embedding(p_tenant_id, v_user, p_superseded_id, v_old.embedding_id);
  end if;
  return next v_new;
end
$$;

revoke execute on function supersede_memory(
  uuid, uuid, uuid, text, double precision, text, text, text, uuid, integer, text, text, timestamptz,
  timestamptz, boolean
) from public;
grant execute on function supersede_memory(
  uuid, uuid, uuid, text, double precision, text, text, text, uuid, integer, text, text, timestamptz,
  timestamptz, boolean
) to authenticated_users;

comment on function supersede_memory(
  uuid, uuid, uuid, text, double precision, text, text, text, uuid, integer, text, text, timestamptz,
  timestamptz, boolean
) is
  'Remembers a text of the current user in place of another memory, which is superseded; nothing if that is not in use.';

select set_config('role', current_setting('lyss.migrating_role'), true);
