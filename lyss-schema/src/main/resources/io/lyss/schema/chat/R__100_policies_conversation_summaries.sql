-- The owner of a conversation sees its summaries. A function adds them.
drop policy if exists conversation_summaries_select on conversation_summaries;
create policy conversation_summaries_select on conversation_summaries for select
  to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists conversation_summaries_system_select on conversation_summaries;
create policy conversation_summaries_system_select on conversation_summaries for select
  to lyss_system
  using (current_system_reason() <> '');
