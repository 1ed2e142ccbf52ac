-- Embedding: workers claim memories that need a vector, make it, and say so. A claim expires, so what a
-- worker that died has held is claimed by another. The only way for system work to read a text.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- An attempt counts when it begins, as a text that kills its worker ends none. The tenth is the last:
-- its lease has no end, so that whatever becomes of it, nobody tries again unasked.
create or replace function claim_memories(p_limit integer, p_lease interval)
returns table (
  tenant_id uuid, user_id uuid, id uuid, memory_text text, memory_hash varchar, claim uuid)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_claim constant uuid := gen_random_uuid();
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  return query
    with due as materialized (
      select d.tenant_id, d.user_id, d.id from user_memories as d
      where d.embed_at <= v_now
      order by d.embed_at, d.id
      limit p_limit
      for no key update skip locked
    )
    update user_memories as m
    set
      embed_claim = v_claim,
      embed_at = case when m.embed_attempts < 9 then v_now + p_lease else 'infinity' end,
      embed_attempts = m.embed_attempts + 1
    from due
    where m.tenant_id = due.tenant_id and m.user_id = due.user_id and m.id = due.id
    returning m.tenant_id, m.user_id, m.id, m.memory_text, m.memory_hash, v_claim;
end
$$;

-- Whoever has made a vector of the present text first is right, claim or not. A vector that is not the
-- memory's, or no longer, has to go: it is named in the answer.
create or replace function complete_memory(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_memory_hash text, p_embedding_id text
)
returns table (kept boolean, obsolete_embedding_id text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_memory record;
begin
  perform require_system();
  select m.status, m.memory_hash, m.embedded_hash, m.embedding_id into v_memory
  from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id
  for no key update;
  if not found then
    return query select false, p_embedding_id;
  elsif v_memory.status = 'active' and v_memory.memory_hash = p_memory_hash
    and v_memory.embedded_hash is distinct from p_memory_hash then
    update user_memories as m
    set
      embedding_id = p_embedding_id,
      embedded_hash = p_memory_hash,
      embed_at = null,
      embed_claim = null,
      embed_attempts = 0,
      embed_error = null
    where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id;
    return query select true, nullif(v_memory.embedding_id::text, p_embedding_id);
  else
    return query
      select
        (v_memory.embedded_hash, v_memory.embedding_id)
          is not distinct from (p_memory_hash, p_embedding_id),
        nullif(p_embedding_id, v_memory.embedding_id);
  end if;
end
$$;

-- Tried again after a pause that doubles from ten seconds to an hour, unless it was the last attempt.
create or replace function fail_memory(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_claim uuid, p_error text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  update user_memories as m
  set
    embed_claim = null,
    embed_at = case
      when m.embed_at < 'infinity'
        then v_now + least(interval '10 seconds' * 2 ^ (m.embed_attempts - 1), '1 hour')
      else 'infinity'
    end,
    embed_error = left(p_error, 1000)
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id
    and m.embed_claim = p_claim;
  return found;
end
$$;

create or replace function retry_memories() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_retried bigint;
  v_now constant timestamptz := clock_timestamp();
begin
  perform require_system();
  update user_memories as m
  set embed_at = v_now, embed_claim = null, embed_attempts = 0
  where m.embed_at = 'infinity';
  get diagnostics v_retried = row_count;
  return v_retried;
end
$$;

revoke execute on function
  claim_memories(integer, interval),
  complete_memory(uuid, uuid, uuid, text, text),
  fail_memory(uuid, uuid, uuid, uuid, text),
  retry_memories()
  from public;
grant execute on function
  claim_memories(integer, interval),
  complete_memory(uuid, uuid, uuid, text, text),
  fail_memory(uuid, uuid, uuid, uuid, text),
  retry_memories()
  to lyss_system;

comment on function claim_memories(integer, interval) is
  'Claims so many memories of all tenants that need a vector, for a time, and returns their texts.';
comment on function complete_memory(uuid, uuid, uuid, text, text) is
  'Enters the vector made of a text, if it is the memory''s text still; returns whether, and a vector that has to go.';
comment on function fail_memory(uuid, uuid, uuid, uuid, text) is
  'Gives back a memory that could not be embedded; false if another worker has claimed it.';
comment on function retry_memories() is
  'Lets memories be embedded again that were given up after the last attempt; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
