-- What lyss_definer may do with known tenants: accept_tenant() writes them.
grant select, insert (tenant_id, status, changed_at), update (status, changed_at)
  on known_tenants to lyss_definer;

drop policy if exists known_tenants_definer_select on known_tenants;
create policy known_tenants_definer_select on known_tenants for select to lyss_definer
  using (true);

drop policy if exists known_tenants_definer_insert on known_tenants;
create policy known_tenants_definer_insert on known_tenants for insert to lyss_definer
  with check (true);

drop policy if exists known_tenants_definer_update on known_tenants;
create policy known_tenants_definer_update on known_tenants for update to lyss_definer
  using (true) with check (true);
