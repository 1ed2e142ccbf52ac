-- The personal data in the changes that are recorded for hosts. personal_tables() says what an entry means.
create or replace function answer_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "access_changes", "person": "case kind when 'user' then id end", "erasure": "keep",
      "personal": ["id"],
      "other": ["changed_at", "kind", "stamp", "tenant_id"],
      "reason": "Says of an id, for a day, that something about its access has changed.",
      "remains": "Says that nothing of the tenant holds any more that hosts have kept."}
  ]$json$::jsonb
$$;

comment on function answer_personal_data() is
  'Internal: The personal data in the changes that are recorded for hosts.';
