-- Users add entries in their own name and see those; the tenant's administrators see all of the
-- tenant. Only system work gives a reason. Nobody changes an entry.
drop policy if exists audit_logs_select on audit_logs;
create policy audit_logs_select on audit_logs for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (actor_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists audit_logs_insert on audit_logs;
create policy audit_logs_insert on audit_logs for insert to authenticated_users
  with check (
    tenant_id = current_tenant_id() and actor_id = current_user_id() and reason is null
    and current_tenant_is_active()
  );

drop policy if exists audit_logs_system_select on audit_logs;
create policy audit_logs_system_select on audit_logs for select to lyss_system
  using (current_system_reason() is not null);

drop policy if exists audit_logs_system_insert on audit_logs;
create policy audit_logs_system_insert on audit_logs for insert to lyss_system
  with check (current_system_reason() is not null);
