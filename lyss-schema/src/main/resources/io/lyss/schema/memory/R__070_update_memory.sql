-- The row is locked before it is compared, so of two edits of one version one succeeds. A replaced text is kept
-- as a former version. The old vector finds the memory until there is one of the new text.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function update_memory(
  p_tenant_id uuid,
  p_id uuid,
  p_updated_at timestamptz,
  p_memory_text text,
  p_relevance_score double precision,
  p_memory_type text,
  p_memory_category text,
  p_importance_score integer,
  p_agent_id text,
  p_run_id text,
  p_valid_from timestamptz,
  p_expires_at timestamptz
)
returns setof user_memories
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_hash constant varchar := memory_hash(p_memory_text);
  v_read user_memories;
begin
  select * into v_read from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_id
    and m.updated_at = p_updated_at and m.status in ('active', 'archived')
  for no key update;
  if not found then
    return;
  end if;
  if v_read.memory_hash <> v_hash then
    perform make_way(p_tenant_id, v_user, v_hash);
  end if;
  if v_read.memory_text <> p_memory_text then
    perform keep_version(v_read);
  end if;
  return query
    update user_memories as m
    set
      memory_text = p_memory_text,
      version = v_read.version + (v_read.memory_text <> p_memory_text)::integer,
      relevance_score = p_relevance_score,
      memory_type = p_memory_type,
      memory_category = p_memory_category,
      importance_score = p_importance_score,
      agent_id = p_agent_id,
      run_id = p_run_id,
      valid_from = p_valid_from,
      expires_at = p_expires_at
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_id
    returning m.*;
end
$$;

revoke execute on function update_memory(
  uuid, uuid, timestamptz, text, double precision, text, text, integer, text, text, timestamptz,
  timestamptz
) from public;
grant execute on function update_memory(
  uuid, uuid, timestamptz, text, double precision, text, text, integer, text, text, timestamptz,
  timestamptz
) to authenticated_users;

comment on function update_memory(
  uuid, uuid, timestamptz, text, double precision, text, text, integer, text, text, timestamptz,
  timestamptz
) is
  'Changes a memory of the current user and returns it; nothing if it is not as it was read, or not in use.';

select set_config('role', current_setting('lyss.migrating_role'), true);
