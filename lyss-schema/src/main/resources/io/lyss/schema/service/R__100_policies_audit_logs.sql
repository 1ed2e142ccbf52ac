-- Users see entries of their own actions; the tenant's administrators see all of the tenant. A function adds
-- entries. Nobody changes one.
--
-- By default an entry has the actor and the reason of the scope.
alter table audit_logs alter column actor_id set default current_user_id();
alter table audit_logs alter column reason set default current_system_reason();

drop policy if exists audit_logs_select on audit_logs;
create policy audit_logs_select on audit_logs for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (actor_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists audit_logs_system_select on audit_logs;
create policy audit_logs_system_select on audit_logs for select to lyss_system
  using (current_system_reason() <> '');
