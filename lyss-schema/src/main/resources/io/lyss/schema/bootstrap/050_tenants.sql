-- Run once on a server, by a DBA: the login that exports and imports tenants. It reads and writes past the policies, and
-- imports rows as they are, without triggers. So it may do what a backup and a restore may: see password hashes and
-- ciphertext, too. Grant it for a move, and let it log in at no other time.
create role lyss_mover login bypassrls;
grant pg_read_all_data, pg_write_all_data to lyss_mover;
grant lyss_system to lyss_mover with inherit false, set true;
grant set on parameter session_replication_role to lyss_mover;
