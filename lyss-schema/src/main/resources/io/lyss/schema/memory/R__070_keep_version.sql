-- The caller has locked the row, and replaces the text next.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function keep_version(p_memory user_memories) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  insert into memory_versions (
    tenant_id, user_id, memory_id, version, memory_text, agent_id, run_id
  ) values (
    p_memory.tenant_id, p_memory.user_id, p_memory.id, p_memory.version, p_memory.memory_text,
    p_memory.agent_id, p_memory.run_id
  );
end
$$;

revoke execute on function keep_version(user_memories) from public;

comment on function keep_version(user_memories) is
  'Internal: Keeps the text of a memory before it is replaced.';

select set_config('role', current_setting('lyss.migrating_role'), true);
