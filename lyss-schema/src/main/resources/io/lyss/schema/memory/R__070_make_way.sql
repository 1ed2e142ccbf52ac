-- A memory that is archived, superseded, deleted or expired must not prevent another from getting the same text,
-- as nobody finds it: it is removed for good. One of a user under legal hold stays, so the edit is refused.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function make_way(p_tenant_id uuid, p_user_id uuid, p_memory_hash text)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_removed record;
begin
  delete from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.memory_hash = p_memory_hash
    and (m.status <> 'active' or m.expires_at <= v_now)
  returning m.id, m.embedding_id into v_removed;
  if found then
    perform refuse_held(p_tenant_id, p_user_id);
    perform drop_embedding(p_tenant_id, p_user_id, v_removed.id, v_removed.embedding_id);
  end if;
end
$$;

revoke execute on function make_way(uuid, uuid, text) from public;

comment on function make_way(uuid, uuid, text) is
  'Internal: Removes the memory with a text, if it is not in use, and publishes that its vector has to be deleted.';

select set_config('role', current_setting('lyss.migrating_role'), true);
