-- What is called by a name is called by this one, once the person is erased. Nobody can have chosen it
-- before, and so prevent an erasure where names are unique: behind the id stands something random, which is made
-- beforehand, as Citus runs nothing volatile in an update.
create or replace function erased_name(p_id text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select 'erased-' || p_id
$$;

comment on function erased_name(text) is
  'Internal: A name that says nothing, in the place of one that a person has chosen.';
