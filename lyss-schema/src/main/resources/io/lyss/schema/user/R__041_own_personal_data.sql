-- The personal data in the tables of USER. personal_tables() says what an entry means.
create or replace function own_personal_data() returns jsonb
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select $json$[
    {"table": "tenants",
      "other": ["changed_at", "created_at", "id", "max_api_calls", "max_users", "name", "plan_type", "slug",
        "status", "updated_at"],
      "remains": "Says that the tenant is deleted; its name and handle are replaced."},
    {"table": "user_group_members", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id"],
      "other": ["group_id", "id", "joined_at", "role", "tenant_id"]},
    {"table": "user_groups", "erasure": "keep",
      "personal": ["created_by"],
      "other": ["created_at", "description", "id", "name", "tenant_id", "updated_at"],
      "reason": "Says who did it, by an id that says nothing once the user is erased."},
    {"table": "users", "person": "id", "erasure": "anonymise",
      "keys": ["id"],
      "personal": ["id", "email", "email_lower", "username", "full_name", "avatar_url",
        "last_login_at"],
      "secret": ["password_hash"],
      "other": ["created_at", "email_verified", "role", "status", "status_changed_at", "tenant_id",
        "updated_at"],
      "replaced": {
        "email": "erased_name(id::text || '-' || $1) || '@erased.invalid'",
        "username": "null",
        "full_name": "null",
        "avatar_url": "null",
        "last_login_at": "null",
        "password_hash": "'!'",
        "email_verified": "false",
        "role": "'end_user'",
        "status": "'inactive'"},
      "reason": "Groups and the other services name the id; it says nothing once the user is erased."}
  ]$json$::jsonb || service_personal_data()
$$;

comment on function own_personal_data() is 'Internal: The personal data in the tables of USER.';
