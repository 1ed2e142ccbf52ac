-- Imports messages written elsewhere. It opens the conversation unless it exists, and appends messages with
-- their original times. A long conversation takes several calls; each may be repeated, with more or all of the
-- messages.
--
-- The imported conversation belongs to the current user, whom the caller names.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function import_messages(
  p_tenant_id uuid,
  p_id uuid,
  p_user_id uuid,
  p_conversation new_conversation,
  p_ids uuid[],
  p_roles text[],
  p_contents text[],
  p_token_counts integer[],
  p_models_used text[],
  p_response_times_ms integer[],
  p_tool_calls jsonb[],
  p_tool_call_ids text[],
  p_finish_reasons text[],
  p_metadata jsonb[],
  p_created_at timestamptz[]
)
returns setof conversations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_row conversations := conversation_of(p_conversation);
begin
  if p_user_id is distinct from v_user then
    raise exception 'user_id is %: users import only their own conversations', p_user_id
      using errcode = 'insufficient_privilege';
  end if;
  v_row.tenant_id := p_tenant_id;
  v_row.id := p_id;
  v_row.user_id := v_user;
  perform enter_conversation(v_row, p_unless_there => true);
  perform append_messages(
    p_tenant_id => p_tenant_id, p_conversation_id => p_id, p_ids => p_ids, p_roles => p_roles,
    p_contents => p_contents, p_token_counts => p_token_counts, p_models_used => p_models_used,
    p_response_times_ms => p_response_times_ms, p_tool_calls => p_tool_calls,
    p_tool_call_ids => p_tool_call_ids, p_finish_reasons => p_finish_reasons, p_metadata => p_metadata,
    p_created_at => p_created_at);
  return query
    select c.* from conversations as c
    where c.tenant_id = p_tenant_id and c.id = p_id and c.user_id = v_user
      and c.status <> 'purged';
  if not found then
    raise exception 'there is a conversation % already, of somebody else', p_id
      using errcode = 'unique_violation', constraint = 'conversations_tenant_id_id_pk';
  end if;
end
$$;

revoke execute on function import_messages(
  uuid, uuid, uuid, new_conversation, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[],
  text[], jsonb[], timestamptz[]
) from public;
grant execute on function import_messages(
  uuid, uuid, uuid, new_conversation, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[],
  text[], jsonb[], timestamptz[]
) to authenticated_users;

comment on function import_messages(
  uuid, uuid, uuid, new_conversation, uuid[], text[], text[], integer[], text[], integer[], jsonb[], text[],
  text[], jsonb[], timestamptz[]
) is
  'Opens a conversation unless it exists, appends messages that were written elsewhere with their times, and returns the conversation.';

select set_config('role', current_setting('lyss.migrating_role'), true);
