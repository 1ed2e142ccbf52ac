-- It is a function because no constraint can check that the message exists, and which model wrote it. A second
-- rating replaces the first. A message that a fork shares is rated in its own conversation.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rate_message(
  p_tenant_id uuid, p_conversation_id uuid, p_sequence bigint, p_value integer, p_comment text
)
returns setof message_ratings
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_status text;
  v_expires timestamptz;
  v_conversation uuid;
  v_model text;
begin
  select c.status, c.expires_at into v_status, v_expires from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged';
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_expires);
  if v_status = 'deleted' then
    raise exception 'conversation % is deleted: restore it before its messages are rated',
      p_conversation_id
      using errcode = 'check_violation', constraint = 'conversations_status';
  end if;
  select m.conversation_id, m.model_used into v_conversation, v_model
  from conversation_messages_oldest_first(
    p_tenant_id, p_conversation_id, 1, greatest(p_sequence, 1) - 1) as m
  where m.sequence = p_sequence;
  if not found then
    raise exception 'conversation % has no message %', p_conversation_id, p_sequence
      using errcode = 'check_violation', constraint = 'conversations_message_count';
  end if;
  return query
    insert into message_ratings as r (
      tenant_id, conversation_id, user_id, sequence, value, comment, model_used
    )
    values (p_tenant_id, v_conversation, v_user, p_sequence, p_value, p_comment, v_model)
    on conflict (tenant_id, conversation_id, user_id, sequence) do update set
      value = excluded.value, comment = excluded.comment
    returning r.*;
end
$$;

revoke execute on function rate_message(uuid, uuid, bigint, integer, text) from public;
grant execute on function rate_message(uuid, uuid, bigint, integer, text) to authenticated_users;

comment on function rate_message(uuid, uuid, bigint, integer, text) is
  'Rates a message of a conversation of the current user, or rates it anew; nothing if there is no such conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
