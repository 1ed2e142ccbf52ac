-- Also of a time in hours, as a program has it: 30 days are a month, as PostgreSQL counts.
create or replace function months_of(p_keep interval) returns integer
language sql immutable parallel safe
return (
  extract(year from justify_interval(p_keep)) * 12 + extract(month from justify_interval(p_keep))
)::integer;

comment on function months_of(interval) is 'Internal: How many whole months a time has.';
