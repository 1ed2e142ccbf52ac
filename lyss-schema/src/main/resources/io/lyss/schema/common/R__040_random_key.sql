-- For the key with which the server seals: PostgreSQL's own random numbers, of which a uuid has 122 bits.
create or replace function random_key() returns bytea
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

comment on function random_key() is 'Internal: A key of 32 random bytes, another each time.';
