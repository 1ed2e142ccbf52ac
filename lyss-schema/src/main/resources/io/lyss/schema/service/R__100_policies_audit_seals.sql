-- Users who see all entries of a tenant see its seals, to note one elsewhere. Functions add seals.
drop policy if exists audit_seals_select on audit_seals;
create policy audit_seals_select on audit_seals for select to authenticated_users
  using (tenant_id = current_tenant_id() and current_user_is_tenant_admin());

drop policy if exists audit_seals_system_select on audit_seals;
create policy audit_seals_system_select on audit_seals for select to lyss_system
  using (current_system_reason() <> '');
