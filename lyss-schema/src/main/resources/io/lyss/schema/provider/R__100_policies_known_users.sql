-- Functions write it, and read it for everybody.
drop policy if exists known_users_system_select on known_users;
create policy known_users_system_select on known_users for select to lyss_system
  using (current_system_reason() <> '');
