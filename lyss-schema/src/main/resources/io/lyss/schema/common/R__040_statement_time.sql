-- The time by which a statement decides what has expired, is due, or is old: tokens, holds, pauses of
-- channels, months, retention. Functions and views ask it here and not of PostgreSQL, so that a test
-- can move it: the owner of the schema may put another body in its place, and nobody else. The planner
-- puts the body in the place of the call, so it costs nothing.
create or replace function statement_time() returns timestamptz
language sql stable parallel safe
return statement_timestamp();

comment on function statement_time() is
  'The time of this statement, by which it decides what has expired.';
