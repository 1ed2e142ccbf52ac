-- The role of the scope in which a row is written, for triggers, which run where the row lies. On one server
-- "set role" determines it. A node of Citus gets settings and no role: Citus logs in to it as the current role.
-- For rows that a function writes that is lyss_definer; so the settings of the scope tell which role called the
-- function. Elsewhere nobody logs in as one of these three roles.
create or replace function scope_role() returns text
language sql stable parallel safe
return case
  when current_setting('role') <> 'none' then current_setting('role')
  when session_user = 'authenticated_users' or session_user = 'lyss_system' then session_user::text
  when session_user <> 'lyss_definer' then 'none'
  when current_setting('app.system_reason', true) <> '' then 'lyss_system'
  when current_setting('app.current_tenant_id', true) <> '' then 'authenticated_users'
  else 'none'
end;

comment on function scope_role() is
  'Internal: The role of the scope in which a trigger runs, also on a node of Citus; none without one.';
