-- Lists, searches and neighbours leave out a memory as soon as it is no longer valid, or as long as it is not
-- yet; expire_memories deletes it later.
create or replace function memory_is_valid(p_valid_from timestamptz, p_expires_at timestamptz)
returns boolean
language sql stable parallel safe
return (p_valid_from is null or p_valid_from <= statement_time())
  and (p_expires_at is null or p_expires_at > statement_time());

comment on function memory_is_valid(timestamptz, timestamptz) is
  'Whether a memory is valid now, by its times.';
