-- Only the user of the memories sees and changes their associations.
drop policy if exists memory_associations_select on memory_associations;
create policy memory_associations_select on memory_associations for select to authenticated_users
  using (tenant_id = current_tenant_id() and user_id = current_user_id());

drop policy if exists memory_associations_update on memory_associations;
create policy memory_associations_update on memory_associations for update to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and current_tenant_is_active()
  )
  with check (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and current_tenant_is_active()
  );

drop policy if exists memory_associations_delete on memory_associations;
create policy memory_associations_delete on memory_associations for delete to authenticated_users
  using (
    tenant_id = current_tenant_id() and user_id = current_user_id()
    and current_tenant_is_active()
  );

drop policy if exists memory_associations_system_select on memory_associations;
create policy memory_associations_system_select on memory_associations for select to lyss_system
  using (current_system_reason() <> '');
