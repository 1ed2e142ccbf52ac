-- Citus is there as soon as the server has loaded it. Some of what it does not run is written in another way
-- for it; so what is the fastest elsewhere need not be given up.
create or replace function is_on_citus() returns boolean
language sql stable parallel safe
return current_setting('citus.propagate_set_commands', true) is not null;

comment on function is_on_citus() is 'Internal: Whether the server has Citus, which may distribute the database.';
