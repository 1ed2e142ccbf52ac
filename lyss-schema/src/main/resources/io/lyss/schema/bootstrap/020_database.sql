-- Run once, by a DBA, after 010_roles.sql and outside a transaction: makes the database that the migrations
-- then fill. UTF-8 is required; C.UTF-8 sorts alike on every machine. Where the service databases are to be
-- several, run it once for each, with other names (psql -v, below).
--
-- To give a database to another owner, a login has to be able to become that owner. A superuser is; any other
-- administrator becomes it while this runs.

-- The name of the database: lyss, or what psql is told: psql -v db=my_database -f 020_database.sql
\if :{?db}
\else
\set db lyss
\endif

grant lyss_owner to current_user with inherit true, set true;

create database :"db" owner lyss_owner encoding 'UTF8' locale 'C.UTF-8' template template0;

-- A database that is there already needs only this, for the owner to create its schemas and the extensions
-- pgcrypto, btree_gin and btree_gist in it:
--   grant connect, create on database my_database to lyss_owner;
--   grant temporary on database my_database to lyss_definer;
-- Where it was made before PostgreSQL 15, everybody may create in its schema public, until you say
--   revoke create on schema public from public;
revoke connect, temporary on database :"db" from public;
grant connect, temporary on database :"db" to lyss_owner;
grant connect on database :"db" to lyss_app, lyss_jobs;

-- lyss_definer refreshes the materialized view, which takes a temporary table.
grant temporary on database :"db" to lyss_definer;

revoke lyss_owner from current_user;
