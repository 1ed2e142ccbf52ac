-- Retention: deletes for good, with their associations and what they said before, the memories that were
-- deleted long ago, and those that did not change for as long as their tenant keeps them; at most p_limit at
-- a time. The vectors of the former went when they were deleted, those of the others are published. A memory
-- that is being changed is skipped.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_memories(p_older_than interval, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_purged integer := 0;
  v_memory record;
  v_row user_memories;
begin
  perform require_system();
  perform await_holds();
  for v_memory in
    select p.* from memories_to_purge(null, p_older_than, null, false, p_limit) as p
  loop
    select m.* into v_row from user_memories as m
    where m.tenant_id = v_memory.tenant_id and m.user_id = v_memory.user_id and m.id = v_memory.id
      and m.updated_at < v_memory.unchanged_since
      and (v_memory.reason = 'retention' or m.status = 'deleted')
    for update skip locked;
    continue when not found;
    delete from user_memories as m
    where m.tenant_id = v_memory.tenant_id and m.user_id = v_memory.user_id and m.id = v_memory.id;
    v_purged := v_purged + 1;
    if v_row.status <> 'deleted' then
      perform publish_event(
        v_memory.tenant_id,
        'memory:' || v_memory.id,
        'memory.deleted',
        jsonb_build_object('user_id', v_memory.user_id, 'embedding_id', v_row.embedding_id));
    end if;
  end loop;
  return v_purged;
end
$$;

revoke execute on function purge_memories(interval, integer) from public;
grant execute on function purge_memories(interval, integer) to lyss_system;

comment on function purge_memories(interval, integer) is
  'Removes for good at most p_limit memories that were deleted longer ago than p_older_than, or that their tenant keeps no longer; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
