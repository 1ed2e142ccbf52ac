-- Run once by a DBA on the coordinator of Citus, after 010_roles.sql and 020_database.sql and before the first
-- "migrate --citus"; Citus does the same on its nodes. Citus connects to its nodes as the role of a scope, or
-- of a function, so these roles log in. They have no password. Let pg_hba.conf of each node accept them from
-- the other nodes only, because lyss_definer may read all tenants.

-- The name of the database: lyss, or what psql is told: psql -v db=my_database -f 060_citus.sql
\if :{?db}
\else
\set db lyss
\endif

alter role authenticated_users login;
alter role lyss_system login;
alter role lyss_definer login;
grant connect on database :"db" to authenticated_users, lyss_system, lyss_definer;

-- An upgrade reaches a node over the connection of one role, in which the owner replaces what lyss_definer
-- owns. The owner could become lyss_definer anyway.
grant lyss_definer to lyss_owner with inherit true, set true;

-- Triggers of LYSS change only the row that they fire for, and write their records under the same tenant.
alter database :"db" set citus.enable_unsafe_triggers = on;
