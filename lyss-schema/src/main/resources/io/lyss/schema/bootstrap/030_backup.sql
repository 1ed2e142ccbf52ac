-- Run once on a server, by a DBA: the login that makes logical backups. Policies are forced, also on the
-- owner of the tables: a dump by the owner fails, and one with --enable-row-security is empty. So this login
-- reads past them, and may write nothing. Only a superuser may give BYPASSRLS; where a service keeps that
-- from you, use its snapshots.
create role lyss_backup login bypassrls;
grant pg_read_all_data to lyss_backup;
