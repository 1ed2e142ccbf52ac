-- Users see themselves; administrators see, create and change all. Nobody deletes one.
drop policy if exists users_select on users;
create policy users_select on users for select to authenticated_users
  using (id = (select current_user_id()) or (select current_user_is_admin()));

drop policy if exists users_insert on users;
create policy users_insert on users for insert to authenticated_users
  with check ((select current_user_is_admin()));

drop policy if exists users_update on users;
create policy users_update on users for update to authenticated_users
  using ((select current_user_is_admin()))
  with check ((select current_user_is_admin()));

drop policy if exists users_system_select on users;
create policy users_system_select on users for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists users_system_insert on users;
create policy users_system_insert on users for insert to lyss_system
  with check ((select current_system_reason()) is not null);

drop policy if exists users_system_update on users;
create policy users_system_update on users for update to lyss_system
  using ((select current_system_reason()) is not null)
  with check ((select current_system_reason()) is not null);
