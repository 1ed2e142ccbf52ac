-- What is about persons in what hosts are told.
-- personal_tables() says what an entry means.
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

comment on function answer_personal_data() is 'Internal: What is about persons in what hosts are told.';
