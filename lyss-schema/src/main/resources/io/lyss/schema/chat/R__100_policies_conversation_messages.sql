-- The owner of a conversation sees its messages. A function appends a message; it is never changed, and is
-- deleted with its conversation.
drop policy if exists conversation_messages_select on conversation_messages;
create policy conversation_messages_select on conversation_messages for select
  to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists conversation_messages_system_select on conversation_messages;
create policy conversation_messages_system_select on conversation_messages for select
  to lyss_system
  using (current_system_reason() <> '');
