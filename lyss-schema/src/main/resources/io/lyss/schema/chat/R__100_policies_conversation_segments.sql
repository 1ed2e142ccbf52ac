-- The owner of a conversation sees what it shares. A function enters it.
drop policy if exists conversation_segments_select on conversation_segments;
create policy conversation_segments_select on conversation_segments for select
  to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists conversation_segments_system_select on conversation_segments;
create policy conversation_segments_system_select on conversation_segments for select
  to lyss_system
  using (current_system_reason() is not null);
