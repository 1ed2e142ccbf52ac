-- Users who see prices see when they were changed.
drop policy if exists model_price_lists_select on model_price_lists;
create policy model_price_lists_select on model_price_lists for select to authenticated_users
  using (
    current_tenant_id()::text <> ''
    and tenant_id in (current_tenant_id(), platform_tenant_id())
  );

drop policy if exists model_price_lists_system_select on model_price_lists;
create policy model_price_lists_system_select on model_price_lists for select to lyss_system
  using (current_system_reason() <> '');
