-- Erases all conversations of a user of a tenant, whatever their status, with messages and summaries.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_user(p_tenant_id uuid, p_user_id uuid)
returns table (conversations bigint, messages bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  -- what forks share keeps no conversation of the same person
  delete from shared_segments as s
  where s.tenant_id = p_tenant_id and s.user_id = p_user_id;
  with erased as (
    delete from conversations as c where c.tenant_id = p_tenant_id and c.user_id = p_user_id
    returning c.message_count - c.shared_count as messages
  )
  select count(*), coalesce(sum(e.messages), 0) into conversations, messages
  from erased as e;
  perform publish_event(
    p_tenant_id,
    'user:' || p_user_id,
    'user.erased_in_chat',
    jsonb_build_object('conversations', conversations, 'messages', messages));
  return next;
end
$$;

revoke execute on function erase_user(uuid, uuid) from public;
grant execute on function erase_user(uuid, uuid) to lyss_system;

comment on function erase_user(uuid, uuid) is
  'Deletes all conversations of a user; returns how many, and how many messages they had.';

select set_config('role', current_setting('lyss.migrating_role'), true);
