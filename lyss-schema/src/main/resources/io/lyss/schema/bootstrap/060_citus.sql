-- Run once by a DBA on the coordinator of Citus, after 010_roles.sql and 020_database.sql and before the first
-- "migrate --citus"; Citus does the same on its nodes. It connects to them as the role of a scope, or of a function, and
-- so these log in. They have no password: let pg_hba.conf of each node take them from the other nodes alone,
-- as lyss_definer is held to no tenant.
alter role authenticated_users login;
alter role lyss_system login;
alter role lyss_definer login;
grant connect on database lyss to authenticated_users, lyss_system, lyss_definer;

-- An upgrade reaches a node over the connection of one role: its owner replaces what lyss_definer owns. It could become
-- that anyway.
grant lyss_definer to lyss_owner with inherit true, set true;

-- Triggers of LYSS touch the row that they are of, and enter what they record under the same tenant.
alter database lyss set citus.enable_unsafe_triggers = on;
