-- The role of a scope that is given to a function and not bound.
--
-- PostgreSQL lets nobody set a role in a function that runs with the rights of its owner, nor where it computes
-- something as the owner of a table: an expression of an index for autovacuum, or a materialized view. There the
-- session is another's, and may take every role. A function of lyss_definer that is called there sees neither, because
-- for it the current user is lyss_definer. The check of a domain is computed before the call, so it compares the
-- user who calls with the one that the session has.
--
-- A stored value would not be checked again. So nobody but lyss_definer may make a column, a type or a function of it.
create domain bindable_role as name
  constraint bindable_role_check check (
    current_user = session_user or current_user = current_setting('role')
  );

revoke usage on domain bindable_role from public;
grant usage on domain bindable_role to lyss_definer;

comment on domain bindable_role is
  'Internal: The role of a scope that is given, and refused where a role could not be set.';
