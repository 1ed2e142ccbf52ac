-- Users see and remove their own ratings. A function adds them. System work reads all.
drop policy if exists message_ratings_select on message_ratings;
create policy message_ratings_select on message_ratings for select to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists message_ratings_delete on message_ratings;
create policy message_ratings_delete on message_ratings for delete to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and current_tenant_is_active()
  );

drop policy if exists message_ratings_system_select on message_ratings;
create policy message_ratings_system_select on message_ratings for select to lyss_system
  using (current_system_reason() <> '');
