-- What lyss_definer may do here: read the users, tenants and groups that decide what a user may do, and make
-- the changes that need more checks than a policy can make. Each function that it owns checks what its caller
-- may do.
grant select, insert, update on tenants to lyss_definer;
grant select, insert,
  update (email, username, password_hash, full_name, avatar_url, status, role, email_verified, last_login_at,
    status_changed_at),
  delete
  on users to lyss_definer;
grant select,
    insert (tenant_id, id, name, description, created_by, created_at, updated_at), delete
  on user_groups to lyss_definer;
grant select, insert, update (role), delete on user_group_members to lyss_definer;

drop policy if exists tenants_definer_select on tenants;
create policy tenants_definer_select on tenants for select to lyss_definer using (true);

drop policy if exists tenants_definer_insert on tenants;
create policy tenants_definer_insert on tenants for insert to lyss_definer with check (true);

drop policy if exists tenants_definer_update on tenants;
create policy tenants_definer_update on tenants for update to lyss_definer
  using (true) with check (true);

drop policy if exists users_definer_select on users;
create policy users_definer_select on users for select to lyss_definer using (true);

drop policy if exists users_definer_insert on users;
create policy users_definer_insert on users for insert to lyss_definer with check (true);

drop policy if exists users_definer_update on users;
create policy users_definer_update on users for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_groups_definer_select on user_groups;
create policy user_groups_definer_select on user_groups for select to lyss_definer using (true);

drop policy if exists user_groups_definer_insert on user_groups;
create policy user_groups_definer_insert on user_groups for insert to lyss_definer with check (true);

drop policy if exists user_groups_definer_delete on user_groups;
create policy user_groups_definer_delete on user_groups for delete to lyss_definer using (true);

drop policy if exists user_group_members_definer_select on user_group_members;
create policy user_group_members_definer_select on user_group_members for select to lyss_definer
  using (true);

drop policy if exists user_group_members_definer_insert on user_group_members;
create policy user_group_members_definer_insert on user_group_members for insert to lyss_definer
  with check (true);

drop policy if exists user_group_members_definer_update on user_group_members;
create policy user_group_members_definer_update on user_group_members for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_group_members_definer_delete on user_group_members;
create policy user_group_members_definer_delete on user_group_members for delete to lyss_definer
  using (true);

drop policy if exists users_definer_delete on users;
create policy users_definer_delete on users for delete to lyss_definer using (true);
