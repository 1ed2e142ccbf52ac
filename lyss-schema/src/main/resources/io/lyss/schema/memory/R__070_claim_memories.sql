-- A worker claims memories that need a vector, makes the vectors, and reports them. A claim expires, so another
-- worker claims those of a dead one. This is the only way for system work to read the text of a memory.
--
-- The claim of a memory is the id of the vector that is made for it. So no two vectors ever have one id. A
-- worker whose claim is lost, to another worker, a change or a deletion, has made a vector that nothing refers
-- to.
--
-- An attempt counts when it begins, because a text that kills its worker never ends one. The tenth attempt is
-- the last: its lease has no end, so nobody tries again before retry_memories.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function claim_memories(p_limit integer, p_lease interval)
returns table (tenant_id uuid, user_id uuid, id uuid, memory_text text, embedding_id text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_claim constant uuid := gen_random_uuid();
  v_now constant timestamptz := wall_time();
  v_left integer := p_limit;
  v_due record;
  v_end timestamptz := '-infinity';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_read integer;
  v_attempts integer;
  v_this uuid;
  v_until timestamptz;
begin
  perform require_system_work();
  -- Others may have locked the first ones, so it reads on until it has p_limit, or none are left. They are locked one
  -- by one, each within its tenant: Citus locks no rows of several tenants.
  loop
    v_read := 0;
    for v_due in
      select d.tenant_id, d.user_id, d.id, d.embed_at from user_memories as d
      where d.embed_at <= v_now and (d.embed_at, d.id) > (v_end, v_id)
      order by d.embed_at, d.id
      limit p_limit
    loop
      exit when v_left <= 0;
      v_read := v_read + 1;
      v_end := v_due.embed_at;
      v_id := v_due.id;
      select m.embed_attempts into v_attempts from user_memories as m
      where m.tenant_id = v_due.tenant_id and m.user_id = v_due.user_id and m.id = v_due.id
        and m.embed_at <= v_now
      for no key update skip locked;
      continue when not found;
      v_until := case when v_attempts < 9 then v_now + p_lease else 'infinity' end;
      v_this := md5(concat(v_claim, v_due.tenant_id, v_due.user_id, v_due.id))::uuid;
      return query
        update user_memories as m
        set
          embed_claim = v_this,
          embed_at = v_until,
          embed_attempts = v_attempts + 1
        where m.tenant_id = v_due.tenant_id and m.user_id = v_due.user_id and m.id = v_due.id
        returning m.tenant_id, m.user_id, m.id, m.memory_text, m.embed_claim::text;
      v_left := v_left - 1;
    end loop;
    exit when v_read = 0 or v_read < p_limit or v_left <= 0;
  end loop;
end
$$;

revoke execute on function claim_memories(integer, interval) from public;
grant execute on function claim_memories(integer, interval) to lyss_system;

comment on function claim_memories(integer, interval) is
  'Claims at most p_limit memories of all tenants that need a vector, for p_lease; returns their texts, and the ids for the vectors.';

select set_config('role', current_setting('lyss.migrating_role'), true);
