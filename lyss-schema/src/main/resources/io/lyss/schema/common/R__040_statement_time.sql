-- The time by which a statement decides what has expired, is due, or is old: tokens, reservations, pauses of
-- channels, months, retention. Functions and views call it instead of PostgreSQL's clock, so that a test can
-- set the time, by a new body, which only the owner of the schema may give it. The planner inlines it, so it
-- costs nothing.
create or replace function statement_time() returns timestamptz
language sql stable parallel safe
return statement_timestamp();

comment on function statement_time() is
  'The time of this statement, by which it decides what has expired.';
