-- The personal data in the tables of SHARED. personal_tables() says what an entry means.
create or replace function own_personal_data() returns jsonb
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select $json$[
    {"table": "permissions",
      "other": ["created_at", "description", "name", "reach"]},
    {"table": "roles",
      "other": ["created_at", "description", "id", "name", "name_lower", "tenant_id", "updated_at"]},
    {"table": "role_permissions",
      "other": ["permission_name", "reach", "role_id", "tenant_id"]},
    {"table": "user_roles", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id", "assigned_by"],
      "other": ["assigned_at", "built_in_role", "id", "role_id", "tenant_id"]},
    {"table": "settings", "erasure": "keep",
      "personal": ["updated_by"],
      "other": ["key", "tenant_id", "updated_at", "value"],
      "reason": "Says who did it, by an id that says nothing once the user is erased."}
  ]$json$::jsonb || service_personal_data() || answer_personal_data() || tenant_personal_data() || prices_personal_data()
$$;

comment on function own_personal_data() is 'Internal: The personal data in the tables of SHARED.';
