-- The personal data in the tables of MEMORY. personal_tables() says what an entry means.
create or replace function own_personal_data() returns jsonb
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select $json$[
    {"table": "memory_associations", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id"],
      "other": ["association_type", "created_at", "id", "memory_id", "related_memory_id",
        "strength", "tenant_id"]},
    {"table": "memory_versions", "person": "user_id", "erasure": "delete",
      "keys": ["memory_id", "version"],
      "personal": ["user_id", "memory_text", "agent_id", "run_id"],
      "other": ["memory_id", "replaced_at", "tenant_id", "version"]},
    {"table": "user_memories", "person": "user_id", "erasure": "delete",
      "announce": "embedding_id",
      "keys": ["id"],
      "personal": ["user_id", "memory_text", "memory_category", "agent_id", "run_id", "embed_error"],
      "secret": ["memory_hash", "embedded_hash"],
      "other": ["created_at", "embed_at", "embed_attempts", "embed_claim", "embedding_id",
        "expires_at", "id", "importance_score", "memory_type", "relevance_score", "source_id",
        "source_type", "status", "superseded_by", "tenant_id", "updated_at", "valid_from",
        "version"]}
  ]$json$::jsonb || service_personal_data() || tenant_personal_data()
    || retention_personal_data()
$$;

comment on function own_personal_data() is 'Internal: The personal data in the tables of MEMORY.';
