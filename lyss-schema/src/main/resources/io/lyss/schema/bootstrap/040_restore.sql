-- Run by a DBA before a backup is restored, on a server that 010_roles.sql and 020_database.sql have prepared:
-- makes the login that restores. It is no superuser, and needs none to make it: it has the rights of the roles
-- that own what is in a backup. With these it could bypass policies, so drop it afterwards, by the last
-- statement; it owns nothing.
create role lyss_restore login;
alter role lyss_restore set search_path = pg_catalog;
grant lyss_owner, lyss_definer to lyss_restore with inherit true, set true;

-- drop role lyss_restore;
