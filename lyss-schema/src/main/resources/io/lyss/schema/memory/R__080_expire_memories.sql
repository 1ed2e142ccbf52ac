-- Nobody finds an expired memory any more. This deletes it, so that its vector is deleted, and it is purged
-- later like all deleted memories. A memory that is being changed is skipped, and one that expired later is taken in
-- its place. Those of a user under legal hold stay.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function expire_memories(p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_expired integer := 0;
  v_now constant timestamptz := statement_time();
  v_memory record;
  v_end timestamptz := '-infinity';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_read integer;
  v_embedding varchar;
begin
  perform require_system();
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from user_memories as m
  where m.expires_at <= v_now and m.status in ('active', 'archived')
    and not exists (
      select from legal_holds as h
      where h.tenant_id = m.tenant_id and h.subject_id in (m.tenant_id, m.user_id))
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  loop
    v_read := 0;
    for v_memory in
      select m.tenant_id, m.user_id, m.id, m.expires_at from user_memories as m
      where m.expires_at <= v_now and m.status in ('active', 'archived')
        and (m.expires_at, m.id) > (v_end, v_id)
        and not exists (
          select from legal_holds as h
          where h.tenant_id = m.tenant_id and h.subject_id in (m.tenant_id, m.user_id))
      order by m.expires_at, m.id
      limit p_limit
    loop
      exit when v_expired >= p_limit;
      v_read := v_read + 1;
      v_end := v_memory.expires_at;
      v_id := v_memory.id;
      -- each within its tenant, because Citus locks no rows of several tenants
      select m.embedding_id into v_embedding from user_memories as m
      where m.tenant_id = v_memory.tenant_id and m.user_id = v_memory.user_id and m.id = v_memory.id
        and m.expires_at <= v_now and m.status in ('active', 'archived')
      for no key update skip locked;
      continue when not found;
      update user_memories as m
      set status = 'deleted', embedding_id = null, embedded_hash = null
      where m.tenant_id = v_memory.tenant_id and m.user_id = v_memory.user_id and m.id = v_memory.id;
      perform publish_event(
        v_memory.tenant_id,
        'memory:' || v_memory.id,
        'memory.deleted',
        jsonb_build_object('user_id', v_memory.user_id, 'embedding_id', v_embedding));
      v_expired := v_expired + 1;
    end loop;
    exit when v_read = 0 or v_read < p_limit or v_expired >= p_limit;
  end loop;
  return v_expired;
end
$$;

revoke execute on function expire_memories(integer) from public;
grant execute on function expire_memories(integer) to lyss_system;

comment on function expire_memories(integer) is
  'Deletes at most p_limit memories that have expired, and publishes which vectors have to be deleted; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
