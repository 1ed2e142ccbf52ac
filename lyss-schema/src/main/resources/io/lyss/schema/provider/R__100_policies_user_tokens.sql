-- Tokens are seen by their owner and by the tenant's administrators, and changed by their owner until they are
-- revoked. All else is done by functions.
drop policy if exists user_tokens_select on user_tokens;
create policy user_tokens_select on user_tokens for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists user_tokens_update on user_tokens;
create policy user_tokens_update on user_tokens for update to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id() and revoked_at is null
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id() and user_id = current_user_id() and revoked_at is null
    and current_tenant_is_active()
  );

drop policy if exists user_tokens_system_select on user_tokens;
create policy user_tokens_system_select on user_tokens for select to lyss_system
  using (current_system_reason() <> '');
