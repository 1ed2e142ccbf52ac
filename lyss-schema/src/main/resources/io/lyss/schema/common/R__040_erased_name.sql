-- Replaces a name once its person is erased. Nobody can have taken it before, to prevent an erasure where names
-- are unique: a random part follows the id, which is the same in each step of an erasure (random_of_erasure).
create or replace function erased_name(p_id text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select 'erased-' || p_id
$$;

comment on function erased_name(text) is
  'Internal: A name without meaning, in place of one that a person has chosen.';
