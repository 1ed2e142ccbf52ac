-- Known tenants have no personal data. personal_tables() says what an entry means.
create or replace function tenant_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "known_tenants",
      "other": ["changed_at", "status", "tenant_id"],
      "remains": "Says that the tenant is deleted, so that nobody writes for it again."}
  ]$json$::jsonb
$$;

comment on function tenant_personal_data() is 'Internal: Known tenants have no personal data.';
