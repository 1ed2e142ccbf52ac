-- It is a function because no constraint can check that the messages exist that the summary covers. Their
-- number only grows, so it is read without a lock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_summary(
  p_tenant_id uuid,
  p_id uuid,
  p_conversation_id uuid,
  p_text text,
  p_type text,
  p_up_to_sequence bigint
)
returns setof conversation_summaries
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_conversation record;
begin
  select c.status, c.message_count, c.expires_at into v_conversation from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged';
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_conversation.expires_at);
  if v_conversation.status = 'deleted' then
    raise exception 'conversation % is deleted: restore it before it is summed up',
      p_conversation_id
      using errcode = 'check_violation', constraint = 'conversations_status';
  elsif v_conversation.message_count < p_up_to_sequence then
    raise exception 'conversation % has no message %', p_conversation_id, p_up_to_sequence
      using errcode = 'check_violation', constraint = 'conversations_message_count';
  end if;
  return query
    insert into conversation_summaries as s (
      tenant_id, id, conversation_id, user_id, summary_text, summary_type, up_to_sequence
    )
    values (p_tenant_id, p_id, p_conversation_id, v_user, p_text, p_type, p_up_to_sequence)
    returning s.*;
end
$$;

revoke execute on function add_summary(uuid, uuid, uuid, text, text, bigint) from public;
grant execute on function add_summary(uuid, uuid, uuid, text, text, bigint) to authenticated_users;

comment on function add_summary(uuid, uuid, uuid, text, text, bigint) is
  'Adds a summary to a conversation of the current user and returns it; nothing if there is no such conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
