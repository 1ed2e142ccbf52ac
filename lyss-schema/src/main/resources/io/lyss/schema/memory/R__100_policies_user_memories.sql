-- Only its user sees a memory; administrators of the tenant do not. Functions change its text and take it out
-- of use for good, because they also keep the former text and publish which vector has to be deleted. System
-- work sees that memories exist; it is granted no column with their text.
drop policy if exists user_memories_select on user_memories;
create policy user_memories_select on user_memories for select to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists user_memories_update on user_memories;
create policy user_memories_update on user_memories for update to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and status in ('active', 'archived')
    and current_tenant_is_active()
  );

drop policy if exists user_memories_system_select on user_memories;
create policy user_memories_system_select on user_memories for select to lyss_system
  using (current_system_reason() <> '');
