-- The tables of all databases have no personal data. personal_tables() says what an entry means.
create or replace function common_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "audit_watermark",
      "other": ["epoch", "next_stamp", "sealed_at", "singleton"]},
    {"table": "jobs",
      "other": ["done", "due_at", "error", "every", "failures", "hold", "keep", "keeps_all", "name",
        "started_at", "succeeded_at", "took"]},
    {"table": "lyss_schema_history",
      "other": ["checksum", "description", "execution_time", "installed_by", "installed_on",
        "installed_rank", "script", "success", "type", "version"]},
    {"table": "scope_keys",
      "other": ["created_at", "former_pads", "former_until", "inner_pad", "name", "outer_pad"]}
  ]$json$::jsonb
$$;

comment on function common_personal_data() is
  'Internal: The tables of all databases have no personal data.';
