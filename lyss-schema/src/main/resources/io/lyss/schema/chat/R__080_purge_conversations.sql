-- Deletes for good what was deleted so long ago that nobody will restore it, what has expired, and what was not
-- active for as long as its tenant keeps it; at most p_limit at a time. A conversation that is restored
-- or appended to while this runs, or is to expire later, stays: its row is checked again once it is locked.
--
-- One purge runs at a time: as two lock conversations, and what these share, each in an order of its own, they
-- could wait for each other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversations(p_deleted_for interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_purged bigint := 0;
  v_conversation record;
begin
  perform require_system();
  perform pg_advisory_xact_lock(hashtextextended('${schema} purge of conversations', 0));
  perform await_holds();
  for v_conversation in
    select p.* from conversations_to_purge(null, p_deleted_for, null, false, p_limit) as p
  loop
    perform from conversations as c
    where c.tenant_id = v_conversation.tenant_id and c.id = v_conversation.id
      and c.status <> 'purged'
      and (
        c.deleted_at < v_now - p_deleted_for
        or c.expires_at <= v_now
        or c.last_active_at < v_conversation.idle_since
      )
    for update;
    if found then
      perform purge_conversation(v_conversation.tenant_id, v_conversation.id);
      v_purged := v_purged + 1;
      perform publish_event(
        v_conversation.tenant_id,
        'conversation:' || v_conversation.id,
        'conversation.purged',
        jsonb_build_object('user_id', v_conversation.user_id, 'reason', v_conversation.reason));
    end if;
  end loop;
  return v_purged;
end
$$;

revoke execute on function purge_conversations(interval, integer) from public;
grant execute on function purge_conversations(interval, integer) to lyss_system;

comment on function purge_conversations(interval, integer) is
  'Deletes for good at most p_limit conversations that were deleted longer ago than p_deleted_for, have expired, or are kept by their tenant no longer; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
