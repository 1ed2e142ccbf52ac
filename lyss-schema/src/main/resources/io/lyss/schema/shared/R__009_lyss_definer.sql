-- What lyss_definer may do here: write the tables whose changes are published, so that each change has its
-- event. Each function that it owns checks what its caller may do.
grant select, insert on permissions to lyss_definer;
grant select, insert, update (name, description, updated_at), delete on roles to lyss_definer;
grant select, insert, delete on role_permissions, user_roles to lyss_definer;
grant select, insert, update (value, updated_by), delete on settings to lyss_definer;

drop policy if exists permissions_definer_select on permissions;
create policy permissions_definer_select on permissions for select to lyss_definer using (true);

drop policy if exists permissions_definer_insert on permissions;
create policy permissions_definer_insert on permissions for insert to lyss_definer
  with check (true);

drop policy if exists roles_definer_select on roles;
create policy roles_definer_select on roles for select to lyss_definer using (true);

drop policy if exists roles_definer_insert on roles;
create policy roles_definer_insert on roles for insert to lyss_definer with check (true);

drop policy if exists roles_definer_update on roles;
create policy roles_definer_update on roles for update to lyss_definer
  using (true) with check (true);

drop policy if exists roles_definer_delete on roles;
create policy roles_definer_delete on roles for delete to lyss_definer using (true);

drop policy if exists role_permissions_definer_select on role_permissions;
create policy role_permissions_definer_select on role_permissions for select to lyss_definer
  using (true);

drop policy if exists role_permissions_definer_insert on role_permissions;
create policy role_permissions_definer_insert on role_permissions for insert to lyss_definer
  with check (true);

drop policy if exists role_permissions_definer_delete on role_permissions;
create policy role_permissions_definer_delete on role_permissions for delete to lyss_definer
  using (true);

drop policy if exists user_roles_definer_select on user_roles;
create policy user_roles_definer_select on user_roles for select to lyss_definer using (true);

drop policy if exists user_roles_definer_insert on user_roles;
create policy user_roles_definer_insert on user_roles for insert to lyss_definer with check (true);

drop policy if exists user_roles_definer_delete on user_roles;
create policy user_roles_definer_delete on user_roles for delete to lyss_definer using (true);

drop policy if exists settings_definer_select on settings;
create policy settings_definer_select on settings for select to lyss_definer using (true);

drop policy if exists settings_definer_insert on settings;
create policy settings_definer_insert on settings for insert to lyss_definer with check (true);

drop policy if exists settings_definer_update on settings;
create policy settings_definer_update on settings for update to lyss_definer
  using (true) with check (true);

drop policy if exists settings_definer_delete on settings;
create policy settings_definer_delete on settings for delete to lyss_definer using (true);
