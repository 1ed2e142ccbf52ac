-- For the server's own key: PostgreSQL's random numbers, of which a uuid has 122 bits.
create or replace function random_key() returns bytea
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

comment on function random_key() is 'Internal: A new random key of 32 bytes.';
