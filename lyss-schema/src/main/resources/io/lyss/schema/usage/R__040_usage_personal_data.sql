-- The tables by which roll-ups are kept have no personal data. personal_tables() says what an entry means.
create or replace function usage_personal_data() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select $json$[
    {"table": "usage_watermark",
      "other": ["closed_before", "epoch", "next_stamp", "open_stamps", "refreshed_at", "singleton"]}
  ]$json$::jsonb
$$;

comment on function usage_personal_data() is
  'Internal: The tables by which roll-ups are kept have no personal data.';
