-- The time now, also within a statement: for leases, whose holder may have waited for a lock. statement_time()
-- says why functions do not call PostgreSQL's clock.
create or replace function wall_time() returns timestamptz
language sql volatile parallel safe
return clock_timestamp();

comment on function wall_time() is
  'Internal: The time now, by which leases are counted.';
