-- Remembers texts in the scope of their user, each once. A text that is stored already becomes active again, as
-- important as the more important of the two, and valid when the new one is. It keeps its spelling, or gets the
-- new one, as the caller chooses: a difference that is small in a sentence may make another password.
--
-- Rows are written in the order of their hashes, so that two callers who remember the same texts do not
-- deadlock. Of equal texts in one call the most important is written. A row that would not change is written
-- all the same: this locks it, and returns it even if another session has only just written it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function remember_memories(
  p_tenant_id uuid,
  p_memories new_memories,
  p_newest_spelling boolean[]
)
returns setof user_memories
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_hashes constant varchar[] := array(select memory_hash(t) from unnest(p_memories.memory_text) as t);
  v_place integer;
  v_memory user_memories;
  v_text text;
  v_agent varchar;
  v_run varchar;
begin
  insert into user_memories as m (tenant_id, user_id, %1$s)
  select distinct on (g.hash) p_tenant_id, v_user, %2$s
  from unnest(v_hashes, %3$s) with ordinality as g (hash, %1$s, place)
  order by g.hash, g.importance_score desc, g.place
  on conflict (tenant_id, user_id, memory_hash) do update
  set
    status = excluded.status,
    importance_score = greatest(m.importance_score, excluded.importance_score),
    valid_from = excluded.valid_from,
    expires_at = excluded.expires_at;
  foreach v_place in array coalesce(array_positions(p_newest_spelling, true), '{}') loop
    select * into v_memory from user_memories as m
    where m.tenant_id = p_tenant_id and m.user_id = v_user and m.memory_hash = v_hashes[v_place];
    -- in variables: at an element of an array that a row is set to, Citus would end the whole server
    v_text := p_memories.memory_text[v_place];
    v_agent := p_memories.agent_id[v_place];
    v_run := p_memories.run_id[v_place];
    if v_memory.memory_text <> v_text then
      perform keep_version(v_memory);
      update user_memories as m
      set memory_text = v_text, version = v_memory.version + 1, agent_id = v_agent, run_id = v_run
      where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = v_memory.id;
    end if;
  end loop;
  return query
    select m.*
    from unnest(v_hashes) with ordinality as g (hash, place)
    join user_memories as m
      on m.tenant_id = p_tenant_id and m.user_id = v_user and m.memory_hash = g.hash
    order by g.place;
end
$$
$function$,
    each_column('new_memories', '%I'), each_column('new_memories', 'g.%I'),
    each_column('new_memories', 'p_memories.%I'));
end
$do$;

revoke execute on function remember_memories(uuid, new_memories, boolean[]) from public;
grant execute on function remember_memories(uuid, new_memories, boolean[]) to authenticated_users;

comment on function remember_memories(uuid, new_memories, boolean[]) is
  'Remembers texts of the current user, each once; returns the memory of each, in order. It is new where it has the id given.';

select set_config('role', current_setting('lyss.migrating_role'), true);
