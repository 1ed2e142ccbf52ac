-- Only the owner sees a conversation, until it expires; administrators do not. The owner changes title and
-- settings, and opens one by a function. A deleted one can only be read, or restored by a function. A purged
-- one exists only for its forks. System work counts and deletes conversations.
drop policy if exists conversations_select on conversations;
create policy conversations_select on conversations for select to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id() and status <> 'purged'
    and has_not_expired(expires_at)
  );

drop policy if exists conversations_update on conversations;
create policy conversations_update on conversations for update to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and status in ('active', 'archived') and has_not_expired(expires_at)
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and status in ('active', 'archived') and current_tenant_is_active()
  );

drop policy if exists conversations_system_select on conversations;
create policy conversations_system_select on conversations for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists conversations_system_delete on conversations;
create policy conversations_system_delete on conversations for delete to lyss_system
  using (current_system_reason() <> '');
