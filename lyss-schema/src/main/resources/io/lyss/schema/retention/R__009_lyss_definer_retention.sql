-- What lyss_definer may do with the retention of tenants: functions set it, and purges read it.
grant select, insert (tenant_id, keep_days, set_by, set_at), update (keep_days, set_by, set_at), delete
  on tenant_retention to lyss_definer;

drop policy if exists tenant_retention_definer_select on tenant_retention;
create policy tenant_retention_definer_select on tenant_retention for select to lyss_definer
  using (true);

drop policy if exists tenant_retention_definer_insert on tenant_retention;
create policy tenant_retention_definer_insert on tenant_retention for insert to lyss_definer
  with check (true);

drop policy if exists tenant_retention_definer_update on tenant_retention;
create policy tenant_retention_definer_update on tenant_retention for update to lyss_definer
  using (true) with check (true);

drop policy if exists tenant_retention_definer_delete on tenant_retention;
create policy tenant_retention_definer_delete on tenant_retention for delete to lyss_definer
  using (true);
