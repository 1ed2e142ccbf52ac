-- Search reads a user's newest memories first, by the spans of ids that they are in: so a frequent word, which is in
-- much of what is remembered of a user, costs no more than a page needs. With the user alone in the index, all that
-- have the word would be read and sorted.
--
-- This builds the index of memories again, while the upgrade holds its locks.

create function id_prefix(p_id uuid) returns bigint
language sql immutable strict parallel safe
return ('x' || replace(left(p_id::text, 13), '-', ''))::bit(48)::bigint;

comment on function id_prefix(uuid) is
  'Internal: The first 48 bits of an id: in one of version 7, its time in milliseconds.';

-- Two sizes: the small one is for users of whom much is remembered, and a page of others has too many of it. In
-- one number with the user, because the index then has a list for each user and span, and nothing of others in it.
-- Two may have the same number: whoever asks compares user and id, too.
create function memory_spans(p_user_id uuid, p_id uuid) returns bigint[]
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
declare
  v_prefix constant bigint := id_prefix(p_id);
begin
  return array[
    uuid_hash_extended(p_user_id, 0),
    uuid_hash_extended(p_user_id, (v_prefix >> 29 << 6) + 29),
    uuid_hash_extended(p_user_id, (v_prefix >> 23 << 6) + 23)];
end
$$;

comment on function memory_spans(uuid, uuid) is
  'Internal: Numbers of what a memory is in: all of its user, and the user''s of six days and of two hours, by the time in its id.';

drop index idx_user_memories_search;

-- serves: search_memories. It leaves the tenant out, as a user is in one tenant and the row says in
-- which. Without fastupdate, as that would collect new entries in a list that every search reads
-- through: embedding alone writes each memory twice, and a search would take thirty times as long.
create index idx_user_memories_search
  on user_memories using gin (memory_spans(user_id, id), search_vector(memory_text))
  with (fastupdate = off)
  where status = 'active';
