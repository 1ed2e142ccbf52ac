-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Columns are named where nobody may write some directly (counts and status, which functions maintain; ids and
-- times), or where only the owner may read them: the texts. No partition is granted: read directly, it would
-- have its own policies and not its parent's.
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- A tenant's scope
grant select on known_tenants, conversations, conversation_messages, conversation_summaries,
    shared_segments, message_ratings, tenant_retention
  to authenticated_users;
grant delete on message_ratings to authenticated_users;
do $do$
begin
  execute format(
    'grant update (recalled, %s) on conversations to authenticated_users', each_column('new_conversation', '%I'));
end
$do$;
-- withheld: insert, update (tenant_id, id, user_id, forked_from, shared_count) on conversations
--   from authenticated_users

-- System work
grant select on known_tenants, tenant_retention to lyss_system;
do $do$
begin
  execute format(
    'grant select (user_id, %s), delete on conversations to lyss_system',
    impersonal_columns('conversations', '{temperature,max_tokens,open_tool_calls,recalled,greatest_message_id}'));
end
$do$;
-- withheld: select (title, system_prompt, temperature, max_tokens, open_tool_calls,
--   recalled, greatest_message_id) on conversations from lyss_system
grant select (tenant_id, id, conversation_id, user_id, sequence, role, token_count, model_used,
    response_time_ms, finish_reason, imported_at, created_at)
  on conversation_messages to lyss_system;
-- withheld: select (content, tool_calls, tool_call_id, metadata) on conversation_messages
--   from lyss_system
grant select (tenant_id, id, conversation_id, user_id, summary_type, up_to_sequence, created_at)
  on conversation_summaries to lyss_system;
-- withheld: select (summary_text) on conversation_summaries from lyss_system
-- the comment of a rating is addressed to those who run the platform, so system work may read it
grant select on message_ratings, shared_segments to lyss_system;
