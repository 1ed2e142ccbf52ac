-- The personal data in the tables that all service databases have. personal_tables() says what an entry means.
create or replace function service_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "outbox_turns", "erasure": "keep",
      "personal": ["key"],
      "other": ["tenant_id"],
      "reason": "Goes with the last event of the key.",
      "remains": "Goes with the last event of the key."},
    {"table": "outbox_keys", "erasure": "keep",
      "personal": ["key", "last_error"],
      "other": ["claim", "failures", "first_position", "next_at", "tenant_id"],
      "reason": "Goes with the last event of the key.",
      "remains": "Goes with the last event of the key."},
    {"table": "outbox_events", "erasure": "keep",
      "personal": ["key", "payload", "actor_id", "reason"],
      "other": ["position", "created_at", "id", "tenant_id", "type"],
      "reason": "Deleted once it is delivered, which others rely on. Events of LYSS name ids and no texts.",
      "remains": "Tells others that the tenant was erased; deleted once it is delivered."},
    {"table": "outbox_floors",
      "other": ["candidate", "candidate_open", "floor", "late", "raised_at", "tenant_id"],
      "remains": "Is of no tenant."},
    {"table": "audit_logs", "person": "actor_id", "erasure": "keep",
      "keys": ["created_at", "id"],
      "personal": ["actor_id", "resource_id", "changes", "reason", "ip_address", "user_agent"],
      "other": ["action", "created_at", "event_id", "id", "resource_type", "seal_stamp", "source", "tenant_id"],
      "reason": "Who did what is kept until its month is dropped, a year by default. LYSS enters ids and no texts.",
      "remains": "Who did what is kept until its month is dropped, a year by default."},
    {"table": "audit_seals",
      "other": ["digest", "dropped", "entries", "from_stamp", "hash", "month", "number", "sealed_at",
        "stands_for", "tenant_id", "to_stamp"],
      "remains": "Proves that the audit log is what it was."},
    {"table": "consumed_events",
      "other": ["consumed_at", "consumer", "event_id", "tenant_id"]},
    {"table": "given_up_events", "person": "any (persons_of_event(type, key, actor_id))", "erasure": "delete",
      "keys": ["id"],
      "personal": ["key", "payload", "actor_id", "reason", "given_up_because"],
      "secret": ["last_error"],
      "other": ["created_at", "failures", "given_up_at", "id", "tenant_id", "type"]},
    {"table": "legal_holds", "erasure": "keep",
      "personal": ["subject_id", "reason", "held_by"],
      "other": ["held_at", "tenant_id"],
      "reason": "Says why what is about the person is kept."},
    {"table": "erasures", "erasure": "keep",
      "personal": ["user_id", "reason", "requested_by"],
      "other": ["awaits", "counts", "erased_at", "error", "failed_at", "requested_at", "tenant_id"],
      "reason": "Proves that the person was erased, and brings a restored backup up to date.",
      "remains": "Proves who was erased, the tenant among them, and brings a restored backup up to date."}
  ]$json$::jsonb
$$;

comment on function service_personal_data() is
  'Internal: The personal data in the tables that all service databases have.';
