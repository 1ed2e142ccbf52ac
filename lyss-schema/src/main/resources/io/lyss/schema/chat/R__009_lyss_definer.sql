-- What lyss_definer may do here: open conversations, append messages, add summaries, rate messages, change a
-- conversation's status, fork and purge it, and erase. Each function that it owns checks what its caller may
-- do.
grant select, insert,
    update (title, system_prompt, recalled, status, message_count, token_usage, open_tool_calls, greatest_message_id, created_at,
      last_active_at, expires_at, deleted_at),
    delete
  on conversations to lyss_definer;
grant select, insert, delete on conversation_messages, conversation_summaries,
  shared_segments to lyss_definer;
grant select, insert, update (value, comment), delete on message_ratings to lyss_definer;

drop policy if exists conversations_definer_select on conversations;
create policy conversations_definer_select on conversations for select to lyss_definer
  using (true);

drop policy if exists conversations_definer_insert on conversations;
create policy conversations_definer_insert on conversations for insert to lyss_definer
  with check (true);

drop policy if exists conversations_definer_update on conversations;
create policy conversations_definer_update on conversations for update to lyss_definer
  using (true) with check (true);

drop policy if exists conversations_definer_delete on conversations;
create policy conversations_definer_delete on conversations for delete to lyss_definer
  using (true);

drop policy if exists conversation_messages_definer_select on conversation_messages;
create policy conversation_messages_definer_select on conversation_messages for select
  to lyss_definer using (true);

drop policy if exists conversation_messages_definer_insert on conversation_messages;
create policy conversation_messages_definer_insert on conversation_messages for insert
  to lyss_definer with check (true);

drop policy if exists conversation_summaries_definer_select on conversation_summaries;
create policy conversation_summaries_definer_select on conversation_summaries for select
  to lyss_definer using (true);

drop policy if exists conversation_summaries_definer_insert on conversation_summaries;
create policy conversation_summaries_definer_insert on conversation_summaries for insert
  to lyss_definer with check (true);

drop policy if exists message_ratings_definer_select on message_ratings;
create policy message_ratings_definer_select on message_ratings for select to lyss_definer
  using (true);

drop policy if exists message_ratings_definer_insert on message_ratings;
create policy message_ratings_definer_insert on message_ratings for insert to lyss_definer
  with check (true);

drop policy if exists message_ratings_definer_update on message_ratings;
create policy message_ratings_definer_update on message_ratings for update to lyss_definer
  using (true) with check (true);

drop policy if exists conversation_messages_definer_delete on conversation_messages;
create policy conversation_messages_definer_delete on conversation_messages for delete to lyss_definer
  using (true);

drop policy if exists conversation_summaries_definer_delete on conversation_summaries;
create policy conversation_summaries_definer_delete on conversation_summaries for delete to lyss_definer
  using (true);

drop policy if exists message_ratings_definer_delete on message_ratings;
create policy message_ratings_definer_delete on message_ratings for delete to lyss_definer
  using (true);

drop policy if exists shared_segments_definer_select on shared_segments;
create policy shared_segments_definer_select on shared_segments for select
  to lyss_definer using (true);

drop policy if exists shared_segments_definer_insert on shared_segments;
create policy shared_segments_definer_insert on shared_segments for insert
  to lyss_definer with check (true);

drop policy if exists shared_segments_definer_delete on shared_segments;
create policy shared_segments_definer_delete on shared_segments for delete
  to lyss_definer using (true);
