-- Run once on a server, by a DBA: the login that exports and imports tenants. It reads and writes past the policies, and
-- imports rows as they are, without triggers. So it may do what a backup and a restore may: see password hashes and
-- ciphertext, too. Grant it for a move, and let it log in at no other time.
create role lyss_mover login bypassrls;
alter role lyss_mover set search_path = pg_catalog;
grant pg_read_all_data, pg_write_all_data to lyss_mover;
grant lyss_system to lyss_mover with inherit false, set true;
-- Only a superuser may give this, or who was given it with the grant option; where a service keeps it from you, it
-- cannot be the target of a move.
grant set on parameter session_replication_role to lyss_mover;

-- The database of 020_database.sql; each, where there are several.
grant connect on database lyss to lyss_mover;
