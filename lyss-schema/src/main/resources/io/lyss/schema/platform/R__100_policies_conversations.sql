-- Only the owner sees a conversation, until it expires; administrators do not. It is opened with a provider
-- that the owner may use, and stays when that access ends.
drop policy if exists conversations_select on conversations;
create policy conversations_select on conversations for select to authenticated_users
  using (user_id = (select current_user_id()) and has_not_expired(expires_at));

drop policy if exists conversations_insert on conversations;
create policy conversations_insert on conversations for insert to authenticated_users
  with check (
    user_id = (select current_user_id())
    and exists (
      select
      from provider_access as a
      where a.user_id = (select current_user_id()) and a.provider_id = conversations.provider_id
    )
  );

drop policy if exists conversations_update on conversations;
create policy conversations_update on conversations for update to authenticated_users
  using (user_id = (select current_user_id()) and has_not_expired(expires_at))
  with check (user_id = (select current_user_id()));

drop policy if exists conversations_delete on conversations;
create policy conversations_delete on conversations for delete to authenticated_users
  using (user_id = (select current_user_id()));

drop policy if exists conversations_system_select on conversations;
create policy conversations_system_select on conversations for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists conversations_system_delete on conversations;
create policy conversations_system_delete on conversations for delete to lyss_system
  using ((select current_system_reason()) is not null);
