-- Only its user sees the former texts of a memory. Functions write them.
drop policy if exists memory_versions_select on memory_versions;
create policy memory_versions_select on memory_versions for select to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists memory_versions_system_select on memory_versions;
create policy memory_versions_system_select on memory_versions for select to lyss_system
  using (current_system_reason() <> '');
