-- The personal data in the retention of tenants. personal_tables() says what an entry means.
create or replace function retention_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "tenant_retention", "erasure": "keep",
      "personal": ["set_by"],
      "other": ["keep_days", "set_at", "tenant_id"],
      "reason": "Says who saw to it, by an id that says nothing once the user is erased."}
  ]$json$::jsonb
$$;

comment on function retention_personal_data() is
  'Internal: The personal data in the retention of tenants.';
