-- The personal data in the tables of CHAT. personal_tables() says what an entry means.
create or replace function own_personal_data() returns jsonb
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select $json$[
    {"table": "conversation_messages", "person": "conversation_id", "parent": "conversations",
      "erasure": "delete",
      "keys": ["conversation_id", "sequence"],
      "personal": ["user_id", "content", "tool_calls", "metadata"],
      "other": ["conversation_id", "created_at", "finish_reason", "id", "imported_at", "model_used",
        "response_time_ms", "role", "sequence", "tenant_id", "token_count", "tool_call_id"]},
    {"table": "shared_segments", "person": "conversation_id", "parent": "conversations",
      "erasure": "delete",
      "keys": ["conversation_id", "last_sequence"],
      "personal": ["user_id"],
      "other": ["conversation_id", "first_at", "first_sequence", "last_at", "last_sequence",
        "shared_id", "tenant_id"]},
    {"table": "conversation_summaries", "person": "conversation_id", "parent": "conversations",
      "erasure": "delete",
      "keys": ["conversation_id", "id"],
      "personal": ["user_id", "summary_text"],
      "other": ["conversation_id", "created_at", "id", "summary_type", "tenant_id",
        "up_to_sequence"]},
    {"table": "message_ratings", "person": "conversation_id", "parent": "conversations",
      "erasure": "delete",
      "keys": ["conversation_id", "sequence"],
      "personal": ["user_id", "value", "comment"],
      "other": ["conversation_id", "created_at", "model_used", "sequence", "tenant_id",
        "updated_at"]},
    {"table": "conversations", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id", "title", "system_prompt"],
      "other": ["active_hour", "created_at", "deleted_at", "expires_at", "forked_from", "greatest_message_id", "id", "last_active_at",
        "max_tokens", "message_count", "model_name", "open_tool_calls", "provider_channel_id",
        "recalled", "shared_count", "status", "temperature", "tenant_id", "token_usage", "updated_at"]}
  ]$json$::jsonb || service_personal_data() || tenant_personal_data()
    || retention_personal_data()
$$;

comment on function own_personal_data() is 'Internal: The personal data in the tables of CHAT.';
