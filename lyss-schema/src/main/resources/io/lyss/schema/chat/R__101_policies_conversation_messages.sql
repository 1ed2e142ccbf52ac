-- A message is seen by the owner of its conversation. A function appends it; it is not changed, and
-- goes with its conversation.
drop policy if exists conversation_messages_select on conversation_messages;
create policy conversation_messages_select on conversation_messages for select
  to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists conversation_messages_system_select on conversation_messages;
create policy conversation_messages_system_select on conversation_messages for select
  to lyss_system
  using (current_system_reason() is not null);
