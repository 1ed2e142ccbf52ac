-- Run once on a server, by a DBA: makes the login that exports and imports tenants. It bypasses the policies, and
-- imports rows as they are, without triggers. Like a backup and a restore, it sees password hashes and ciphertext. So
-- let it log in only for a move; its password can expire, too:
--
--   alter role lyss_mover login valid until '2026-01-31 18:00';
--   alter role lyss_mover nologin;    -- once it is done
--
-- pg_read_all_data, pg_write_all_data and BYPASSRLS are rights on the whole server: meanwhile it reads and writes every
-- database that it may connect to, and PUBLIC may connect to each unless you revoke it, as 020_database.sql does.

-- The name of the database: lyss, or what psql is told: psql -v db=my_database -f 050_tenants.sql
\if :{?db}
\else
\set db lyss
\endif

create role lyss_mover nologin bypassrls;
alter role lyss_mover set search_path = pg_catalog;
grant pg_read_all_data, pg_write_all_data to lyss_mover;
grant lyss_system to lyss_mover with inherit false, set true;
-- Only a superuser may grant this, or a role that has it with the grant option; where a service keeps it from you, it
-- cannot be the target of a move.
grant set on parameter session_replication_role to lyss_mover;
-- Citus passes this on to none of its nodes: grant it on each.

-- The database of 020_database.sql; each, where there are several.
grant connect on database :"db" to lyss_mover;
