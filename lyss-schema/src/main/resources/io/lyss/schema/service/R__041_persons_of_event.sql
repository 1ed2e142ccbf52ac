-- Whom an event of the host may be about, as far as LYSS can say: the user who published it, and each id in its key.
-- LYSS's own events name ids and no texts, so they are about nobody here.
create or replace function persons_of_event(p_type text, p_key text, p_actor_id uuid) returns text[]
language sql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select array_append(
    array(
      select m[1]
      from regexp_matches(
        fold_case(p_key), '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') as m),
    p_actor_id::text)
  where not is_reserved_for_events(split_part(p_type, '.', 1))
$$;

comment on function persons_of_event(text, text, uuid) is
  'Internal: The ids of users whom an event of the host may be about; null for an event of LYSS.';
