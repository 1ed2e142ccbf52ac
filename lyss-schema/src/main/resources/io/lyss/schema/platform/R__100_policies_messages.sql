-- The owner of a conversation sees its messages. A function appends a message; it is never changed, and is
-- deleted with its conversation.
drop policy if exists messages_select on messages;
create policy messages_select on messages for select to authenticated_users
  using (user_id = (select current_user_id()));

drop policy if exists messages_system_select on messages;
create policy messages_system_select on messages for select to lyss_system
  using ((select current_system_reason()) is not null);
