-- For triggers, which run where the row lies: the role of the scope in which it is written. "set role" says it on one
-- server. A node of Citus is told settings and no role: it is logged in to as the role that the statement has,
-- and for what a function writes that is lyss_definer, so then the settings of the scope say whose function it was.
-- Elsewhere nobody logs in as one of these three.
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
