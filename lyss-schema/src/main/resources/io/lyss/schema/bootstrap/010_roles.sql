-- Run once on a server, by a DBA, before the first migration, where the owner of the tables may not
-- create roles. Edit the logins to your taste; set their passwords with \password or as your
-- policy has it.
--
--   lyss_owner   owns the schemas and runs the migrations; no superuser, creates no roles
--   lyss_app     what the application logs in as for requests of users; owns nothing
--   lyss_jobs    what it logs in as for work without a user: logins, jobs, provisioning; owns nothing
--
-- A statement of the application may become each role that its login was granted. So that a request of a
-- user never becomes system work, whatever is sent, that has a login of its own.
create role lyss_owner login;
create role lyss_app login;
create role lyss_jobs login;

-- No objects of other roles are on their search path.
alter role lyss_owner set search_path = pg_catalog;
alter role lyss_app set search_path = pg_catalog;
alter role lyss_jobs set search_path = pg_catalog;

-- PostgreSQL expects plans over months to read far more than they do, because most months are left out at run
-- time. With JIT it would compile queries of milliseconds, which takes longer than running them.
alter role lyss_app set jit = off;
alter role lyss_jobs set jit = off;

-- A session that is idle in a transaction keeps its locks, and keeps vacuum from removing dead rows: jobs,
-- upgrades and purges wait for it. LYSS's own commands are never idle in one, or lift this limit for
-- themselves. Raise it where your code calls another service in a transaction, as handlers of events may.
alter role lyss_app set idle_in_transaction_session_timeout = '1min';
alter role lyss_jobs set idle_in_transaction_session_timeout = '5min';

-- authenticated_users: a user's own work. lyss_system: work without a user. lyss_definer: owns the functions
-- that read past one scope. Nobody logs in as one of these.
create role authenticated_users nologin;
create role lyss_system nologin;
create role lyss_definer nologin;

-- "inherit false": a login has no rights until it becomes one of these roles in a transaction, so a statement
-- without a scope is refused. "set true": it may become them.
grant authenticated_users, lyss_system, lyss_definer to lyss_owner with inherit false, set true;
grant authenticated_users to lyss_app with inherit false, set true;
grant authenticated_users, lyss_system to lyss_jobs with inherit false, set true;
