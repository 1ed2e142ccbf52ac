-- True as soon as the server has loaded Citus. Statements that Citus does not run have a second form for it, so
-- that other servers keep the faster one.
create or replace function is_on_citus() returns boolean
language sql stable parallel safe
return current_setting('citus.propagate_set_commands', true) is not null;

comment on function is_on_citus() is 'Internal: Whether the server has Citus, which may distribute the database.';
