-- Users add entries in their own name and see those; the tenant's administrators see all of the
-- tenant. Nobody changes an entry, and none that is added here is without a source, as those are that
-- the database itself makes.
--
-- An entry is in the name of the scope, with its reason, without being told.
alter table audit_logs alter column actor_id set default current_user_id();
alter table audit_logs alter column reason set default current_system_reason();

drop policy if exists audit_logs_select on audit_logs;
create policy audit_logs_select on audit_logs for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (actor_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists audit_logs_insert on audit_logs;
create policy audit_logs_insert on audit_logs for insert to authenticated_users
  with check (
    tenant_id = current_tenant_id() and actor_id = current_user_id() and source is not null
    and current_tenant_is_active()
  );

drop policy if exists audit_logs_system_select on audit_logs;
create policy audit_logs_system_select on audit_logs for select to lyss_system
  using (current_system_reason() <> '');

drop policy if exists audit_logs_system_insert on audit_logs;
create policy audit_logs_system_insert on audit_logs for insert to lyss_system
  with check (current_system_reason() <> '' and source is not null);
