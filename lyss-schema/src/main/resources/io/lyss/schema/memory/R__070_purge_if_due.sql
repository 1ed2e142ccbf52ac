-- Purges a memory that was found due, unless it was changed since, or is being changed.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_if_due(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_due record;
  v_row user_memories;
begin
  select r.* into v_due
  from jsonb_to_record(p_row) as r (
    tenant_id uuid, user_id uuid, id uuid, reason text, unchanged_since timestamptz);
  select m.* into v_row from user_memories as m
  where m.tenant_id = v_due.tenant_id and m.user_id = v_due.user_id and m.id = v_due.id
    and m.updated_at < v_due.unchanged_since
    and (v_due.reason = 'retention' or m.status = 'deleted')
  for update skip locked;
  if not found then
    return false;
  end if;
  delete from user_memories as m
  where m.tenant_id = v_due.tenant_id and m.user_id = v_due.user_id and m.id = v_due.id;
  if not found then
    perform refuse_kept('user_memories');
  end if;
  if v_row.status <> 'deleted' then
    perform publish_event(
      v_due.tenant_id,
      'memory:' || v_due.id,
      'memory.deleted',
      jsonb_build_object('user_id', v_due.user_id, 'embedding_id', v_row.embedding_id));
  end if;
  return true;
end
$$;

revoke execute on function purge_if_due(jsonb) from public;

comment on function purge_if_due(jsonb) is
  'Internal: Removes a memory for good if it is still due, and publishes its vector; returns whether it did.';

select set_config('role', current_setting('lyss.migrating_role'), true);
