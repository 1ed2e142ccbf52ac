-- The tables of prices have no personal data. personal_tables() says what an entry means.
create or replace function prices_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "model_prices",
      "other": ["created_at", "currency", "effective_from", "effective_to", "id", "model",
        "provider_type", "tenant_id", "unit_prices", "updated_at"]},
    {"table": "model_price_lists",
      "other": ["changed_at", "model", "provider_type", "tenant_id"]}
  ]$json$::jsonb
$$;

comment on function prices_personal_data() is
  'Internal: The tables of prices have no personal data.';
