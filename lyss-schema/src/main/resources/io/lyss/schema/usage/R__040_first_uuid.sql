create or replace function first_uuid(p_at timestamptz) returns uuid
language sql immutable parallel safe
return (
  lpad(to_hex(least(281474976710655, greatest(0, floor(1000 * extract(epoch from p_at))))::bigint), 12, '0')
    || '70000000000000000000'
)::uuid;

comment on function first_uuid(timestamptz) is
  'Internal: The lowest UUID of version 7 of a time, or of the last time that one can have; ids from it on were made then or later.';
