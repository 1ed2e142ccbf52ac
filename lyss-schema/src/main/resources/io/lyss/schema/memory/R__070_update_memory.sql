-- The row is locked before it is compared, so of two edits of one version one succeeds. A replaced text is kept
-- as a former version. The old vector finds the memory until there is one of the new text.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function update_memory(
  p_tenant_id uuid,
  p_id uuid,
  p_updated_at timestamptz,
  p_memory edited_memory
)
returns setof user_memories
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_hash constant varchar := memory_hash(p_memory.memory_text);
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
  if v_read.memory_text <> p_memory.memory_text then
    perform keep_version(v_read);
  end if;
  return query
    update user_memories as m
    set
      version = v_read.version + (v_read.memory_text <> p_memory.memory_text)::integer, %s
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = p_id
    returning m.*;
end
$$
$function$,
    each_column('edited_memory', '%1$I = p_memory.%1$I'));
end
$do$;

revoke execute on function update_memory(uuid, uuid, timestamptz, edited_memory) from public;
grant execute on function update_memory(uuid, uuid, timestamptz, edited_memory) to authenticated_users;

comment on function update_memory(uuid, uuid, timestamptz, edited_memory) is
  'Changes a memory of the current user and returns it; nothing if it is not as it was read, or not in use.';

select set_config('role', current_setting('lyss.migrating_role'), true);
