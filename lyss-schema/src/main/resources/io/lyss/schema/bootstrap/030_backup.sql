-- Run once, by a DBA, after 020_database.sql: makes the login for logical backups. Policies also apply to the
-- owner of the tables: a dump by the owner fails, and one with --enable-row-security is empty. So this login
-- bypasses them, and may write nothing. BYPASSRLS can be given only by a superuser, or by a role that has it;
-- where a service keeps it from you, use its snapshots.
--
-- pg_read_all_data and BYPASSRLS are rights on the whole server: the login reads every database that it may
-- connect to, and PUBLIC may connect to each unless you revoke it, as 020_database.sql does. On a server with
-- other databases, do so there, too: revoke connect on database ... from public.

-- The name of the database: lyss, or what psql is told: psql -v db=my_database -f 030_backup.sql
\if :{?db}
\else
\set db lyss
\endif

create role lyss_backup login bypassrls;
alter role lyss_backup set search_path = pg_catalog;
grant pg_read_all_data to lyss_backup;

-- The database of 020_database.sql; each, where there are several.
grant connect on database :"db" to lyss_backup;
