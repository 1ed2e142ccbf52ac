-- The owner of a conversation sees what it shares. A function enters it.
drop policy if exists shared_segments_select on shared_segments;
create policy shared_segments_select on shared_segments for select
  to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists shared_segments_system_select on shared_segments;
create policy shared_segments_system_select on shared_segments for select
  to lyss_system
  using (current_system_reason() <> '');
