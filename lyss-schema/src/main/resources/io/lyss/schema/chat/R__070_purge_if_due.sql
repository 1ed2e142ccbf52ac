-- Purges a conversation that was found due. If it was restored meanwhile, a message appended, or the expiry
-- moved, it stays: its row is checked again once it is locked.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_if_due(p_row jsonb) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_due record;
begin
  select r.* into v_due
  from jsonb_to_record(p_row) as r (
    tenant_id uuid, id uuid, user_id uuid, reason text, idle_since timestamptz, deleted_for interval);
  perform from conversations as c
  where c.tenant_id = v_due.tenant_id and c.id = v_due.id
    and c.status <> 'purged'
    and (
      c.deleted_at < v_now - v_due.deleted_for
      or c.expires_at <= v_now
      or c.last_active_at < v_due.idle_since
    )
  for update;
  if not found then
    return false;
  end if;
  perform purge_conversation(v_due.tenant_id, v_due.id);
  perform publish_event(
    v_due.tenant_id,
    'conversation:' || v_due.id,
    'conversation.purged',
    jsonb_build_object('user_id', v_due.user_id, 'reason', v_due.reason));
  return true;
end
$$;

revoke execute on function purge_if_due(jsonb) from public;

comment on function purge_if_due(jsonb) is
  'Internal: Deletes a conversation for good if it is still due, and publishes it; returns whether it did.';

select set_config('role', current_setting('lyss.migrating_role'), true);
