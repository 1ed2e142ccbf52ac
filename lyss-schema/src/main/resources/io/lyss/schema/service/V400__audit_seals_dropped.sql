-- serves: forget_seals(), which asks for the last seal of a dropped month in each chain; of all seals few are of that kind.
create index audit_seals_tenant_id_number_idx on audit_seals (tenant_id, number) where dropped;
