-- Users add entries of their own actions and see these; administrators see all. Nobody changes an entry. Only
-- the database makes entries with the actions of is_reserved_action().
--
-- By default an entry has the actor of the scope.
alter table audit_logs alter column user_id set default nullif(current_user_id(), 0);

drop policy if exists audit_logs_select on audit_logs;
create policy audit_logs_select on audit_logs for select to authenticated_users
  using (user_id = (select current_user_id()) or (select current_user_is_admin()));

drop policy if exists audit_logs_insert on audit_logs;
create policy audit_logs_insert on audit_logs for insert to authenticated_users
  with check (
    user_id = (select current_user_id())
    and not is_reserved_action(action)
  );

drop policy if exists audit_logs_system_select on audit_logs;
create policy audit_logs_system_select on audit_logs for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists audit_logs_system_insert on audit_logs;
create policy audit_logs_system_insert on audit_logs for insert to lyss_system
  with check (
    user_id is null and (select current_system_reason()) is not null
    and not is_reserved_action(action)
  );
