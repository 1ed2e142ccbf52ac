-- Each user of a tenant sees what it pays: its own prices and those for everybody. Functions change them.
drop policy if exists model_prices_select on model_prices;
create policy model_prices_select on model_prices for select to authenticated_users
  using (
    current_tenant_id()::text <> ''
    and tenant_id in (current_tenant_id(), platform_tenant_id())
  );

drop policy if exists model_prices_system_select on model_prices;
create policy model_prices_system_select on model_prices for select to lyss_system
  using (current_system_reason() <> '');
