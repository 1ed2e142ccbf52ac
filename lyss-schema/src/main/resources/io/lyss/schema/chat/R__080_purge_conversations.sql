-- Deletes for good what was deleted so long ago that nobody will restore it, at most p_limit at a
-- time. A conversation that is restored while this runs stays: its row is checked again once it is
-- locked.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversations(p_deleted_for interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_before constant timestamptz := statement_time() - p_deleted_for;
  v_purged bigint := 0;
  v_conversation record;
begin
  perform require_system();
  perform await_holds();
  for v_conversation in
    select c.tenant_id, c.id, c.user_id from conversations as c
    where c.deleted_at < v_before
      and not exists (
        select from legal_holds as h
        where h.tenant_id = c.tenant_id and h.subject_id in (c.tenant_id, c.user_id))
    order by c.deleted_at
    limit p_limit
  loop
    perform from conversations as c
    where c.tenant_id = v_conversation.tenant_id and c.id = v_conversation.id
      and c.deleted_at < v_before
    for update;
    if found then
      perform purge_conversation(v_conversation.tenant_id, v_conversation.id);
      v_purged := v_purged + 1;
      perform publish_event(
        v_conversation.tenant_id,
        'conversation:' || v_conversation.id,
        'conversation.purged',
        jsonb_build_object('user_id', v_conversation.user_id));
    end if;
  end loop;
  return v_purged;
end
$$;

revoke execute on function purge_conversations(interval, integer) from public;
grant execute on function purge_conversations(interval, integer) to lyss_system;

comment on function purge_conversations(interval, integer) is
  'Deletes for good at most p_limit conversations that were deleted longer ago than p_deleted_for; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
