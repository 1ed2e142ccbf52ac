-- A part of the names that an erasure gives: the same in each of its steps, and known to nobody before it began.
create or replace function random_of_erasure(p_requested_at timestamptz) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(encode(sha256(extract(epoch from p_requested_at - timestamptz 'epoch')::text::bytea), 'hex'), 16)
$$;

comment on function random_of_erasure(timestamptz) is
  'Internal: 16 hexadecimal digits made of the time at which an erasure was requested.';
